"""What the AI's panel beside a ticket shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from agent.drafting.asking import open_draft
from agent.drafting.question import message_to_answer
from agent.models import OPEN_STATES, Draft, Run, RunPassage, Summary
from agent.summary import since
from agent.triage.page import confidence_of
from agent.triage.tickets import holds, latest_triage
from conversations.models import Message
from knowledge.models import Article
from tickets.models import EscalationReason, Ticket, TicketEvent

RUNS_SHOWN = 5
# A brief that is not there after this will not come: its ticket was escalated before there were any.
BRIEF_WITHIN = timedelta(minutes=5)
WHY = {
    EscalationReason.LOW_CONFIDENCE: _("The AI found articles, but was not sure enough of an answer."),
    EscalationReason.NO_KNOWLEDGE: _("No article is near enough to this."),
    EscalationReason.CUSTOMER_ASKED: _("The customer asked for a person."),
    EscalationReason.DISSATISFACTION: _("The customer is not satisfied with the AI's answers."),
    EscalationReason.GUARDRAIL: _("A guardrail stopped the AI's answer."),
    EscalationReason.PLAYBOOK: _("A playbook rule sends this to people."),
    EscalationReason.SAFETY: _("The customer tells of a danger."),
    EscalationReason.AI_UNAVAILABLE: _("The AI could not be reached: manual review required."),
    EscalationReason.AI_OFF: _("The AI is off in this channel."),
    EscalationReason.MANUAL: _("A member handed it over."),
}
WHO = {"customer": _("Customer"), "ai": _("AI"), "member": _("Team")}
KINDS = {
    "asked_back": _("The AI asked back"),
    "answered": _("The AI answered"),
    "answered_in_vain": _("The AI answered, and the customer said that it did not help"),
    "offered": _("The AI offered articles"),
    "offered_in_vain": _("The AI offered articles, and none of them helped"),
    "replied": _("The team replied"),
    "handed_over_at": _("Handed over at"),
    "nearest": _("Nearest articles, not enough for an answer"),
    "unanswered": _("Not answered"),
}


@dataclass(frozen=True)
class ShownLine:
    """A line of a summary or brief. `messages` are those it rests on and that are still there."""

    part: str
    text: str
    label: str = ""
    who: str = ""
    messages: tuple[int, ...] = ()
    sources: tuple[dict[str, str], ...] = field(default=())


def panel_context(member: Member, ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "may_write": member.is_agent,
        **_run_context(ticket),
        **_triage_context(ticket),
        **_draft_context(ticket),
        **_digest_context(ticket),
    }


def _triage_context(ticket: Ticket) -> dict[str, Any]:
    triage = latest_triage(ticket)
    matched = ((triage.result if triage else None) or {}).get("matched_issue")
    issues = Article.objects.for_tenant(ticket.tenant).filter(kind=Article.Kind.KNOWN_ISSUE)
    return {
        "triage": triage,
        "triage_confidence": confidence_of(triage),
        "triage_holds": triage is not None and holds(triage, ticket),
        "triage_issue": issues.filter(external_id=matched["id"]).first() if matched else None,
    }


def _run_context(ticket: Ticket) -> dict[str, Any]:
    newest = list(runs_of(ticket)[: RUNS_SHOWN + 1])
    return {"runs": newest[:RUNS_SHOWN], "has_more_runs": len(newest) > RUNS_SHOWN}


def runs_of(ticket: Ticket) -> QuerySet[Run]:
    """The AI's decisions in a ticket, newest first, each with the passages it was given."""
    # Of a passage only the way to its article: its text and vectors are many times as large as the rest.
    uses = RunPassage.objects.select_related("passage__article").only(
        "run", "rank", "title", "lexical", "vector", "score", "is_cited", "passage__article__slug"
    )
    runs = Run.objects.filter(ticket=ticket).select_related("outcome__helped_by")
    runs = runs.prefetch_related(Prefetch("passages", uses))
    return runs.order_by("-pk")


def _draft_context(ticket: Ticket) -> dict[str, Any]:
    draft, newest = open_draft(ticket), message_to_answer(ticket)
    closed = Draft.objects.filter(ticket=ticket).exclude(state__in=OPEN_STATES)
    return {
        "draft": draft,
        "draft_is_outdated": draft is not None and newest is not None and draft.message_id < newest,
        "draft_was_said": bool(draft and draft.text and _was_said(ticket, draft)),
        "may_draft": newest is not None,
        "latest_draft": None if draft else closed.select_related("closed_by__user").order_by("-pk").first(),
    }


def _was_said(ticket: Ticket, draft: Draft) -> bool:
    """The AI has given the customer this very answer before."""
    answers = Message.objects.filter(discussion=ticket.discussion_id, deleted_at=None)
    return answers.filter(author=Message.Author.AI, body=draft.text).exists()


def _digest_context(ticket: Ticket) -> dict[str, Any]:
    summary = Summary.objects.filter(ticket=ticket).first()
    escalation = _latest_escalation(ticket)
    brief = getattr(escalation, "brief", None)
    lines = [*(summary.lines if summary else []), *(brief.lines if brief else [])]
    authors = _authors(ticket, lines)
    # The local engine quotes, so who said it belongs to it; a model's words name whom they are about.
    is_quoted = summary is not None and summary.engine == "local"
    return {
        "summary": summary,
        "told": _by_part(_shown(summary.lines, authors, with_who=is_quoted)) if summary else {},
        "since": since(summary, ticket) if summary and summary.made_at else None,
        "brief": brief,
        "briefed": _by_part(_shown(brief.lines, authors)) if brief else {},
        "escalation": escalation,
        "why": WHY[EscalationReason(escalation.data["reason"])] if escalation else "",
        "brief_is_due": escalation is not None and escalation.created_at > timezone.now() - BRIEF_WITHIN,
        "brief_is_news": not _is_answered_since(ticket, escalation),
    }


def _latest_escalation(ticket: Ticket) -> TicketEvent | None:
    """The hand-over that people are still in charge by, with its brief where that is made."""
    if not (ticket.is_escalated and ticket.is_ai_silent):
        return None
    events = TicketEvent.objects.filter(ticket=ticket, kind=TicketEvent.Kind.ESCALATED)
    return events.select_related("brief").order_by("-pk").first()


def _is_answered_since(ticket: Ticket, escalation: TicketEvent | None) -> bool:
    if escalation is None or ticket.is_resolved:
        return True
    return ticket.answered_at is not None and ticket.answered_at > escalation.created_at


def _authors(ticket: Ticket, lines: Iterable[dict[str, Any]]) -> dict[int, str]:
    """Who wrote the messages that the lines rest on; nothing for one deleted or moved since."""
    wanted = {pk for line in lines for pk in line["message_ids"]}
    there = Message.objects.filter(discussion=ticket.discussion_id, pk__in=wanted, deleted_at=None)
    return dict(there.values_list("pk", "author")) if wanted else {}


def _by_part(lines: Iterable[ShownLine]) -> dict[str, list[ShownLine]]:
    parts: dict[str, list[ShownLine]] = {}
    for line in lines:
        parts.setdefault(line.part, []).append(line)
    return parts


def _shown(
    lines: Iterable[dict[str, Any]], authors: dict[int, str], *, with_who: bool = False
) -> Iterable[ShownLine]:
    """Without those whose messages are all gone: what was deleted must not live on in a summary."""
    for line in lines:
        messages = tuple(pk for pk in line["message_ids"] if pk in authors)
        if messages or not line["message_ids"]:
            yield ShownLine(
                part=line["part"],
                text=line["text"],
                label=str(KINDS.get(line.get("kind", ""), "")),
                who=str(WHO.get(authors[messages[0]], "")) if with_who and messages else "",
                messages=messages,
                sources=tuple(line.get("sources", ())),
            )
