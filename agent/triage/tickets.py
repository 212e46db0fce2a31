"""Triage of a ticket: of every new one in the background, and whenever a member asks."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from agent.models import TriageSettings, TriageThread
from agent.shut_out import ai_is_shut_out
from agent.triage.reading import newest_said, ticket_text
from agent.triage.workflow import finish, give_up, start
from ai.models import AISettings
from conversations import live
from tickets.models import BulkAction, Category, Ticket
from tickets.services.labels import get_or_create_tag
from tickets.services.predicting import predict_category
from tickets.services.state import add_tag, change_category, change_priority
from tickets.services.undoing import do_undoably

TAGS = {"known_issue": "known issue", "new_issue": "new issue"}
Source = TriageThread.Source


class TriageRefused(Exception):
    """Nothing was changed; the text says why, to the member."""


def triage_new_ticket(*, ticket_id: int) -> None:
    """A new ticket's own triage, where its tenant wants that and the AI may read it. Twice is once."""
    ticket = Ticket.objects.select_related("tenant", "discussion").filter(pk=ticket_id).first()
    if ticket is None or not _is_wanted(ticket):
        return
    thread = TriageThread.objects.filter(ticket=ticket, source=Source.NEW_TICKET).first()
    if thread is None:
        try:
            thread = _start(ticket, source=Source.NEW_TICKET)
        except IntegrityError:
            # Another worker, which was taken for dead, has just begun it.
            return
    if thread is not None:
        finish(thread)


def give_up_new_ticket(*, ticket_id: int) -> None:
    """After the last failed attempt, as far as there is a triage."""
    thread = TriageThread.objects.filter(ticket=ticket_id, source=Source.NEW_TICKET).first()
    if thread is not None:
        give_up(thread_id=str(thread.pk), times=0)


@transaction.atomic
def ask_for_triage(ticket: Ticket, *, by: Member) -> TriageThread:
    """A triage of the ticket as it is now, by a job; one that runs already is given instead of a second one.

    Raises TriageRefused when the customer has not written anything, or the AI may not read it.
    """
    lock(ticket)
    if not ticket.discussion.is_open_to_ai():
        raise TriageRefused(ai_is_shut_out())
    running = latest_triage(ticket)
    if running is not None and running.is_running:
        return running
    thread = _start(ticket, source=Source.TICKET, by=by)
    if thread is None:
        raise TriageRefused(_("There is no message of the customer to triage."))
    live.publish(ticket.tenant_id, f"ticket-{ticket.number}")
    return thread


def latest_triage(ticket: Ticket) -> TriageThread | None:
    threads = TriageThread.objects.filter(ticket=ticket).select_related("tenant", "applied_by__user")
    return threads.order_by("-created_at", "-pk").first()


def settle_triage(*, thread_id: str) -> None:
    """Set a new ticket's category where the triage is sure, and nobody has set or taken away one."""
    thread = TriageThread.objects.select_related("tenant", "ticket__tenant").filter(pk=thread_id).first()
    if thread is None or thread.ticket is None or thread.source != Source.NEW_TICKET or not thread.result:
        return
    settings, result = TriageSettings.of(thread.tenant), thread.result
    is_sure = not thread.needs_review and result["confidence"] >= settings.least_confidence
    if settings.applies_category and is_sure:
        predict_category(thread.ticket, name=result["category"])


@transaction.atomic
def apply_triage(thread: TriageThread, ticket: Ticket, *, by: Member) -> BulkAction | None:
    """Category, priority and a tag as the triage says, as one change to be undone. None where all was so."""
    thread = lock(thread)
    if not thread.result:
        raise TriageRefused(_("This triage has no result yet."))
    result = thread.result
    category, _is_new = Category.objects.get_or_create(tenant=ticket.tenant, name=result["category"])
    tag = get_or_create_tag(ticket.tenant, name=TAGS[result["issue_type"]])

    def change() -> None:
        change_category(ticket, category=category, by=by)
        change_priority(ticket, priority=result["severity"].lower(), by=by)
        add_tag(ticket, tag=tag, by=by)

    action = do_undoably(ticket, BulkAction.Verb.TRIAGE, change, by=by, tag=tag.pk)
    thread.note_applied(by)
    return action


def holds(thread: TriageThread, ticket: Ticket) -> bool:
    """It was applied, and nobody took that back or changed it since."""
    if not thread.applied_at or not thread.result:
        return False
    category = ticket.category.name if ticket.category else ""
    return (category, ticket.priority) == (thread.result["category"], thread.result["severity"].lower())


@transaction.atomic
def _start(ticket: Ticket, *, source: str, by: Member | None = None) -> TriageThread | None:
    """None where the customer has not written anything. One that a member asks for a job runs at once."""
    # In this order: what is written in between is read twice, and not left out.
    read_up_to, text = newest_said(ticket), ticket_text(ticket)
    if not text:
        return None
    return start(
        tenant=ticket.tenant,
        text=text,
        source=source,
        member=by,
        ticket=ticket,
        read_up_to=read_up_to,
        in_background=by is not None,
    )


def _is_wanted(ticket: Ticket) -> bool:
    is_on = TriageSettings.of(ticket.tenant).triages_new and AISettings.of(ticket.tenant).is_on
    return is_on and ticket.discussion.is_open_to_ai()
