"""Taking back what a member changed: a single change of a ticket's page, or one ticket of a bulk action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from tickets.changes import CHANGES
from tickets.live import announce
from tickets.models import BulkAction, BulkItem, Ticket, TicketEvent
from tickets.services.predicting import tell_triage
from tickets.services.timeline import add_event, lock_ticket, lock_to_change
from tickets.sla.following import follow

PREDICTED = {BulkAction.Verb.CATEGORY, BulkAction.Verb.PRIORITY, BulkAction.Verb.TRIAGE}


@transaction.atomic
def do_undoably(
    ticket: Ticket, verb: str, do: Callable[[], object], *, by: Member, **arguments: Any
) -> BulkAction | None:
    """Let `do` change the ticket, and keep what it was before. None where that changed nothing.

    Raises tickets.services.timeline.MergedAway, and what `do` raises.
    """
    lock_to_change(ticket)
    before = CHANGES[verb].look(ticket, arguments)
    do()
    after = CHANGES[verb].look(ticket, arguments)
    if before == after:
        return None
    action = BulkAction.objects.create(
        tenant_id=ticket.tenant_id,
        member=by,
        verb=verb,
        arguments=arguments,
        is_single=True,
        state=BulkAction.State.DONE,
        total=1,
        done_count=1,
        changed_count=1,
        finished_at=timezone.now(),
    )
    kept = {"before": before, "after": after}
    BulkItem.objects.create(bulk=action, ticket=ticket, state=BulkItem.State.CHANGED, before=kept)
    return action


def take_back(item: BulkItem, action: BulkAction) -> None:
    """Make the ticket what it was before, with all that follows; leave it alone if somebody changed it since.
    In the caller's transaction, who saves the item."""
    ticket, change = lock_ticket(item.ticket), CHANGES[action.verb]
    before, after = item.before["before"], item.before["after"]
    if ticket.merged_into_id is not None or not change.is_still(ticket, after, before):
        item.state = BulkItem.State.KEPT
        return
    change.put_back(ticket, before, after)
    follow(ticket)
    ticket.save()
    event = add_event(ticket, TicketEvent.Kind.UNDONE, by=action.member, data={"verb": action.verb})
    if action.verb in PREDICTED:
        tell_triage(event)
    announce(ticket)
    item.state = BulkItem.State.UNDONE
