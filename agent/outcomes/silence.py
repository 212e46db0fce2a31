"""A customer who says nothing more needs nothing more: after the tenant's time the ticket is resolved.

An answer then counts as the AI's own success once the re-contact window is over; articles that were only
offered never do, for nobody said that one of them helped, nor does a question back that nobody answered.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from agent.models import Outcome, Run
from agent.querysets import DECIDES_THE_STATE
from agent.understanding import closes
from conversations.models import Message
from tickets.models import Ticket, TicketEvent
from tickets.services import resolve_for_customer
from tickets.services.timeline import lock_ticket

AT_ONCE = 200


def settle_the_silent() -> int:
    """Settle what was left alone for long enough; returns how many."""
    now = timezone.now()
    shown = Outcome.objects.left_alone_at(now).order_by("created_at")
    asked_back = Run.objects.asked_back_in_vain_at(now).order_by("created_at")
    left = list(shown.values_list("pk", "ticket")[:AT_ONCE])
    unanswered = list(asked_back.values_list("pk", "ticket")[:AT_ONCE])
    for outcome_id, ticket_id in left:
        _settle(outcome_id, ticket_id)
    for run_id, ticket_id in unanswered:
        _end_unanswered(run_id, ticket_id)
    return len(left) + len(unanswered)


@transaction.atomic
def _settle(outcome_id: int, ticket_id: int) -> None:
    ticket = lock_ticket(Ticket.objects.for_detail().get(pk=ticket_id))
    outcome = Outcome.objects.open().filter(pk=outcome_id, ticket=ticket).first()
    if outcome is None:
        return
    is_silent = not _is_in_other_hands(ticket, outcome) and _nothing_said_since(outcome.message)
    verdict = Outcome.Verdict.SILENT if is_silent else Outcome.Verdict.IGNORED
    outcome.settle(verdict, at=timezone.now())
    outcome.save()
    if is_silent:
        contained = False if outcome.is_offer else None
        resolve_for_customer(ticket, actor=TicketEvent.Actor.SYSTEM, contained=contained)


def _is_in_other_hands(ticket: Ticket, outcome: Outcome) -> bool:
    """People answer, or somebody snoozed it, set its state or took the answer back since."""
    if ticket.is_ai_silent or outcome.message.is_deleted:
        return True
    decided = TicketEvent.objects.filter(ticket=ticket, kind__in=DECIDES_THE_STATE)
    return decided.filter(created_at__gt=outcome.created_at).exists()


@transaction.atomic
def _end_unanswered(run_id: int, ticket_id: int) -> None:
    ticket = lock_ticket(Ticket.objects.for_detail().get(pk=ticket_id))
    still = Run.objects.asked_back_in_vain_at(timezone.now()).filter(pk=run_id).select_related("answer")
    run = still.first()
    if run is not None and run.answer is not None and _nothing_said_since(run.answer):
        resolve_for_customer(ticket, actor=TicketEvent.Actor.SYSTEM, contained=False)


def _nothing_said_since(message: Message) -> bool:
    """Nothing but what ends the matter was written after it, by anybody."""
    later = Message.objects.filter(discussion=message.discussion_id, pk__gt=message.pk, deleted_at=None)
    said = later.public().values_list("author", "body")[:5]
    return all(author == Message.Author.CUSTOMER and closes(body) for author, body in said)
