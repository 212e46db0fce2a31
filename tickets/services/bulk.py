"""Changing many tickets at once, in steps that survive a worker's death, and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from conversations import live
from conversations.jobs import enqueue
from tickets.changes import CHANGES, DOING
from tickets.models import BulkAction, BulkItem, Ticket
from tickets.querysets import TicketQuerySet
from tickets.services.timeline import lock_ticket
from tickets.services.undoing import take_back

logger = structlog.get_logger(__name__)

AT_ONCE = 50
MOST = 50_000
UNDO_WITHIN = timedelta(hours=1)


class BulkRefused(Exception):
    """The action can not be done so; the text says why and what to do."""


@transaction.atomic
def start_bulk(
    *, by: Member, verb: str, arguments: dict[str, Any], tickets: TicketQuerySet[Ticket]
) -> BulkAction:
    """Change these tickets: a few at once here, more by a worker, AT_ONCE in a transaction.

    Raises BulkRefused for none, and for more than MOST.
    """
    keys = list(tickets.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not keys:
        raise BulkRefused(_("Choose at least one ticket."))
    if len(keys) > MOST:
        raise BulkRefused(_("These are more than %(most)d tickets. Narrow the list first.") % {"most": MOST})
    bulk = BulkAction(tenant=by.tenant, member=by, verb=verb, arguments=arguments, total=len(keys))
    bulk.save(force_insert=True)
    items = (BulkItem(bulk=bulk, ticket_id=key) for key in keys)
    BulkItem.objects.bulk_create(items, batch_size=5_000)
    _go_on(bulk)
    return bulk


@transaction.atomic
def undo_bulk(bulk: BulkAction) -> BulkAction:
    """Take back what it changed, but for tickets that somebody changed again since. Twice is harmless.

    Raises BulkRefused while it is running, and when it is too long ago.
    """
    lock(bulk)
    if bulk.state in (BulkAction.State.UNDOING, BulkAction.State.UNDONE):
        return bulk
    if bulk.finished_at is None:
        raise BulkRefused(_("It is still running. Take it back when it is done."))
    if timezone.now() - bulk.finished_at > UNDO_WITHIN:
        raise BulkRefused(_("That was too long ago to be taken back at once."))
    bulk.state, bulk.done_count, bulk.finished_at = BulkAction.State.UNDOING, 0, None
    bulk.total = bulk.changed_count
    bulk.save()
    _go_on(bulk)
    return bulk


def run_batch(bulk: BulkAction) -> None:
    """Change or take back the next AT_ONCE tickets, in the caller's transaction; ask for the next batch."""
    lock(bulk)
    if not bulk.is_running:
        return
    is_undo = bulk.state == BulkAction.State.UNDOING
    wanted = BulkItem.State.CHANGED if is_undo else BulkItem.State.WAITING
    # In the order of their keys: two of these at once take the locks in the same order.
    found = bulk.items.filter(state=wanted).select_related("ticket__tenant").order_by("ticket_id")
    items = list(found[:AT_ONCE])
    closed = _lock_all(items, bulk.member)
    for item in items:
        if item.ticket_id in closed:
            item.state = BulkItem.State.KEPT if is_undo else BulkItem.State.UNCHANGED
        else:
            _settle(item, bulk, is_undo=is_undo)
    BulkItem.objects.bulk_update(items, ["state", "before"])
    _count(bulk, items)
    live.publish(bulk.tenant_id, bulk.topic)
    if bulk.is_running:
        enqueue("tickets.bulk", key=f"bulk:{bulk.pk}:{bulk.state}:{bulk.done_count}", bulk_id=bulk.pk)


def end_bulk(bulk: BulkAction) -> None:
    """Give up on what is left of it, after its job failed again and again."""
    with transaction.atomic():
        lock(bulk)
        if bulk.is_running:
            bulk.items.waiting().update(state=BulkItem.State.FAILED)
            bulk.state, bulk.finished_at = BulkAction.State.DONE, timezone.now()
            bulk.save()
            live.publish(bulk.tenant_id, bulk.topic)


def latest_bulk(member: Member) -> BulkAction | None:
    """The member's newest action, while it runs or can be taken back."""
    newest = BulkAction.objects.filter(member=member, is_single=False).order_by("-pk").first()
    if newest is None or newest.state == BulkAction.State.UNDONE:
        return None
    if newest.finished_at and timezone.now() - newest.finished_at > UNDO_WITHIN:
        return None
    return newest


def _go_on(bulk: BulkAction) -> None:
    if bulk.total <= AT_ONCE:
        run_batch(bulk)
    else:
        enqueue("tickets.bulk", key=f"bulk:{bulk.pk}:{bulk.state}:0", bulk_id=bulk.pk)


def _lock_all(items: list[BulkItem], member: Member) -> set[int]:
    """Hold every ticket of the batch before the first change: a change may lock more, a team's members say,
    and whoever changes one of these tickets alone takes its lock before those too.

    Returns the keys of those that became private meanwhile, and are not the member's to change any more.
    """
    keys = [item.ticket_id for item in items]
    list(Ticket.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk", flat=True))
    return set(Ticket.objects.closed_to(member).filter(pk__in=keys).values_list("pk", flat=True))


def _settle(item: BulkItem, bulk: BulkAction, *, is_undo: bool) -> None:
    """Change the ticket or take it back. What goes wrong with one must not stop the others: it is told."""
    try:
        with transaction.atomic():
            take_back(item, bulk) if is_undo else _change(item, bulk)
    except OperationalError:
        # The database's trouble, not the ticket's: the whole batch is tried again.
        raise
    except Exception:
        logger.exception("bulk_item_failed", bulk=bulk.pk, ticket=item.ticket_id)
        item.state = BulkItem.State.FAILED


def _change(item: BulkItem, bulk: BulkAction) -> None:
    ticket = lock_ticket(item.ticket)
    if ticket.merged_into_id is not None:
        # What was merged into another ticket is worked on there.
        item.state = BulkItem.State.UNCHANGED
        return
    change = CHANGES[bulk.verb]
    before = change.look(ticket, bulk.arguments)
    DOING[bulk.verb](ticket, bulk.arguments, bulk.member)
    after = change.look(ticket, bulk.arguments)
    item.state = BulkItem.State.UNCHANGED if before == after else BulkItem.State.CHANGED
    item.before = {"before": before, "after": after}


def _count(bulk: BulkAction, items: list[BulkItem]) -> None:
    bulk.done_count += len(items)
    changed = {BulkItem.State.CHANGED, BulkItem.State.UNDONE}
    count = sum(item.state in changed for item in items)
    is_undo = bulk.state == BulkAction.State.UNDOING
    bulk.changed_count = bulk.changed_count - count if is_undo else bulk.changed_count + count
    if bulk.done_count >= bulk.total or not items:
        bulk.state = BulkAction.State.UNDONE if is_undo else BulkAction.State.DONE
        bulk.finished_at = timezone.now()
    bulk.save()
