"""A member asks for a draft, takes it over into the reply, or discards it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from agent.drafting.question import message_to_answer
from agent.models import OPEN_STATES, Draft
from agent.shut_out import ai_is_shut_out
from conversations import live
from conversations.jobs import enqueue
from tickets.models import Ticket
from tickets.services.timeline import lock_ticket


class DraftRefused(Exception):
    """Nothing was changed; the text says why, to the member."""


@transaction.atomic
def ask_for_draft(ticket: Ticket, *, by: Member) -> Draft:
    """The ticket's draft, to be written by a job. One that is there or on its way for the same message is
    given instead of a second one. Raises DraftRefused when the customer has not written anything, or the AI
    may not read it."""
    ticket = lock_ticket(ticket)
    if not ticket.discussion.is_open_to_ai():
        raise DraftRefused(ai_is_shut_out())
    message_id = message_to_answer(ticket)
    if message_id is None:
        raise DraftRefused(_("There is no message of the customer to answer."))
    current = open_draft(ticket)
    serves = (Draft.State.WRITING, Draft.State.READY)
    if current and current.message_id == message_id and current.state in serves:
        return current
    if current:
        current.close(Draft.State.SUPERSEDED, by=by)
        current.save()
    draft = Draft.objects.create(tenant=ticket.tenant, ticket=ticket, message_id=message_id, asked_by=by)
    enqueue("agent.draft", key=f"draft:{draft.pk}", draft_id=draft.pk)
    tell_pages(ticket)
    return draft


@transaction.atomic
def take_draft(draft: Draft, *, by: Member) -> Draft:
    """Note who puts it into their reply. Raises DraftRefused when it is not there to be taken (any more)."""
    lock_ticket(draft.ticket)
    if lock(draft).state != Draft.State.READY:
        raise DraftRefused(_("This draft was used, discarded or replaced meanwhile."))
    draft.taken_by, draft.taken_at = by, timezone.now()
    draft.save()
    tell_pages(draft.ticket)
    return draft


@transaction.atomic
def discard_draft(draft: Draft, *, by: Member) -> Draft:
    """Also one that is still being written. What is closed already stays as it is."""
    lock_ticket(draft.ticket)
    if lock(draft).is_open:
        draft.close(Draft.State.DISCARDED, by=by)
        draft.save()
        tell_pages(draft.ticket)
    return draft


def open_draft(ticket: Ticket) -> Draft | None:
    drafts = Draft.objects.filter(ticket=ticket, state__in=OPEN_STATES)
    return drafts.select_related("asked_by__user", "taken_by__user", "run").first()


def tell_pages(ticket: Ticket) -> None:
    live.publish(ticket.tenant_id, f"ticket-{ticket.number}")
