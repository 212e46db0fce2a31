"""What the triage page and its settings show."""

from __future__ import annotations

from typing import Any

from accounts.models import Member, Tenant
from agent.models import CategoryModel, IssueProfile, TriageCorrection, TriageThread
from agent.models.run import FAIRLY_SURE
from agent.triage.forms import AnswerForm, TicketTextForm
from agent.triage.training import TICKETS_TO_LEARN_FROM
from knowledge.models import Article
from tickets.models import Ticket

ISSUES_SHOWN = 50
HISTORY = 20
SURE = 0.8


def page_context(
    member: Member,
    thread: TriageThread | None = None,
    *,
    form: TicketTextForm | None = None,
    answer_form: AnswerForm | None = None,
) -> dict[str, Any]:
    threads = TriageThread.objects.for_tenant(member.tenant).exclude(source=TriageThread.Source.NEW_TICKET)
    return {
        "thread": thread,
        "nodes": steps_of(thread),
        "confidence": confidence_of(thread),
        "form": form or TicketTextForm(initial={"description": thread.description} if thread else {}),
        "answer_form": answer_form or AnswerForm(),
        "may_write": member.is_agent,
        "issues": _issues(member.tenant),
        "history": threads.exclude(ticket__in=Ticket.objects.closed_to(member))
        .select_related("ticket")
        .order_by("-created_at", "-pk")[:HISTORY],
    }


def steps_of(thread: TriageThread | None) -> list[dict[str, Any]]:
    """Each step with its name, and how long it took the last time it was done."""
    took = {step["name"]: step["ms"] for step in thread.steps} if thread else {}
    return [{"name": name, "label": label, "ms": took.get(name)} for name, label in TriageThread.Node.choices]


def confidence_of(thread: TriageThread | None) -> str:
    """high, medium or low: which of three words stands beside the number."""
    if thread is None or thread.result is None:
        return ""
    sure = thread.result["confidence"]
    return "high" if sure >= SURE else "medium" if sure >= FAIRLY_SURE else "low"


def learned_context(tenant: Tenant) -> dict[str, Any]:
    """What the tenant's own tickets taught so far, for the settings."""
    return {
        "profile": IssueProfile.objects.filter(tenant=tenant).first(),
        "learned": CategoryModel.objects.for_tenant(tenant).defer("arrays").order_by("-version").first(),
        "corrections": TriageCorrection.objects.for_tenant(tenant).count(),
        "tickets_to_learn_from": TICKETS_TO_LEARN_FROM,
    }


def _issues(tenant: Tenant) -> list[Article]:
    articles = Article.objects.for_tenant(tenant).filter(kind=Article.Kind.KNOWN_ISSUE, archived_at=None)
    live = articles.filter(enabled=True, published__isnull=False)
    return list(live.order_by("external_id", "pk")[:ISSUES_SHOWN])
