"""Merging a ticket into another, and taking that back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations import live
from conversations.models import Customer, Discussion, Message, Participant
from conversations.sharing import let_in
from tickets.live import announce
from tickets.models import Ticket, TicketEvent, TicketMerge
from tickets.services.moving import ask_ai_again, lock_both, move_messages, recount, tell_of_move
from tickets.services.scheduling import hold_in_merge, return_scheduled
from tickets.services.timeline import add_event
from tickets.sla.following import follow
from tickets.snapshots import put_back, snapshot
from tickets.threads import lock_threads

UNDO_WITHIN = timedelta(minutes=10)
KEPT_OF_SOURCE = ("status", "resolved_at", "contained", "snoozed_until", "waiting_since", "reopened_at")
KEPT_OF_TARGET = (
    *("status", "resolved_at", "contained", "snoozed_until", "reopened_at", "ai_silent_since"),
    *("escalated_at", "escalation_reason"),
)


class MergeRefused(Exception):
    """The two can't be merged, or not be parted again; the text says why and what to do."""


def are_of_one_customer(one: Ticket, other: Ticket) -> bool:
    return one.customer_id == other.customer_id


def check_merge(source: Ticket, target: Ticket) -> None:
    """Raises MergeRefused for what can never be merged."""
    if source.pk == target.pk:
        raise MergeRefused(_("A ticket can not be merged into itself."))
    for ticket in (source, target):
        if ticket.merged_into is not None:
            raise MergeRefused(
                _("%(one)s is merged into %(other)s already. Merge with that one.")
                % {"one": ticket.reference, "other": ticket.merged_into.reference}
            )
    if source.discussion.is_private or target.discussion.is_private:
        raise MergeRefused(
            _("Merged, what is private in one of these would be read by others. Open it to everybody first.")
        )
    if source.discussion.is_shared:
        raise MergeRefused(
            _("Several customers share %(one)s already. Merge %(other)s into it instead.")
            % {"one": source.reference, "other": target.reference}
        )


@transaction.atomic
def merge_tickets(source: Ticket, *, into: Ticket, by: Member, is_confirmed: bool = False) -> TicketMerge:
    """Move the conversation over; the source is resolved and leads to the target, as does its thread.

    `is_confirmed`: the member knows that the two customers differ. Neither will see what the other wrote or
    was told, but both see what the team answers from now on; people answer there. Raises MergeRefused.
    """
    lock_threads([source, into, *Ticket.objects.filter(merged_into=source)])
    lock_both(source, into)
    check_merge(source, into)
    if not (are_of_one_customer(source, into) or is_confirmed):
        raise MergeRefused(
            _("These tickets are of different customers: confirm that you know who sees what.")
        )
    before = {"source": snapshot(source, KEPT_OF_SOURCE), "target": snapshot(into, KEPT_OF_TARGET)}
    moved = _move_over(source, into) | {"scheduled": hold_in_merge(source, into)}
    _take_in(source, into)
    _close(source, into)
    after = {"source": snapshot(source, KEPT_OF_SOURCE), "target": snapshot(into, KEPT_OF_TARGET)}
    merge = TicketMerge.objects.create(
        tenant=by.tenant,
        source=source,
        target=into,
        merged_by=by,
        moved={**moved, "before": before, "after": after},
    )
    add_event(source, TicketEvent.Kind.MERGED_AWAY, by=by, data={"ticket": into.number})
    add_event(into, TicketEvent.Kind.MERGED_IN, by=by, data={"ticket": source.number})
    ask_ai_again(into, f"merge-{merge.pk}")
    tell_of_move(source, into, f"merge-{merge.pk}")
    _tell(source, into, led_to=into)
    return merge


def _move_over(source: Ticket, target: Ticket) -> dict[str, Any]:
    """What went over, by its keys."""
    keys = list(Message.objects.filter(discussion=source.discussion).values_list("pk", flat=True))
    hidden: list[int] = []
    if not are_of_one_customer(source, target):
        told = Message.objects.filter(pk__in=keys, customer=None, audience=None)
        hidden = list(told.values_list("pk", flat=True))
        told.update(audience=source.customer)
        let_in(target.discussion, source.customer)
    renamed = move_messages(keys, from_=source.discussion, to=target.discussion)
    tags = list(source.tags.exclude(pk__in=target.tags.values("pk")).values_list("pk", flat=True))
    target.tags.add(*tags)
    followers = Ticket.objects.filter(merged_into=source)
    merged = list(followers.values_list("pk", flat=True))
    followers.update(merged_into=target)
    return {
        "messages": keys,
        "hidden": hidden,
        "renamed": renamed,
        "participants": _move_participants(source.discussion, target.discussion),
        "tags": tags,
        "merged": merged,
    }


def _move_participants(from_: Discussion, to: Discussion) -> list[int]:
    there = set(to.participants.values_list("customer", "member", "is_ai"))
    parties = from_.participants.values_list("pk", "customer", "member", "is_ai")
    moving = [pk for pk, *party in parties if tuple(party) not in there]
    Participant.objects.filter(pk__in=moving).update(discussion=to)
    return moving


def _close(source: Ticket, target: Ticket) -> None:
    source.move_to(Ticket.Status.RESOLVED, timezone.now())
    # Neither solved by the AI alone nor not: it is counted where it went on.
    source.contained = None
    source.merged_into = target
    follow(source)
    source.save()


def _take_in(source: Ticket, target: Ticket) -> None:
    """What the target is now, with all that happened in the source."""
    now = timezone.now()
    if target.is_resolved and not source.is_resolved:
        target.move_to(Ticket.Status.OPEN, now)
    recount(target)
    if source.is_escalated and not target.is_escalated:
        target.escalated_at, target.escalation_reason = source.escalated_at, source.escalation_reason
    if target.discussion.is_shared or source.is_ai_silent:
        target.ai_silent_since = target.ai_silent_since or now
    if target.contained and (target.first_member_reply_at or target.is_escalated):
        target.contained = False
    target.latest_activity_at = now
    follow(target)
    target.save()


@transaction.atomic
def undo_merge(merge: TicketMerge, *, by: Member) -> None:
    """Put everything back, while that is fresh; harmless twice. Raises MergeRefused."""
    source, target = merge.source, merge.target
    lock_threads([source, target, *Ticket.objects.filter(pk__in=merge.moved["merged"])])
    lock_both(source, target)
    merge.refresh_from_db(from_queryset=TicketMerge.objects.select_for_update())
    if merge.undone_at is not None:
        return
    if merge.created_at < timezone.now() - UNDO_WITHIN:
        raise MergeRefused(
            _("It is too late to undo this merge. Split the messages into a new ticket instead.")
        )
    if target.merged_into is not None:
        raise MergeRefused(
            _("%(one)s was merged into %(other)s since: undo that first.")
            % {"one": target.reference, "other": target.merged_into.reference}
        )
    _move_back(merge, source, target)
    _reopen(merge, source, target)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    add_event(source, TicketEvent.Kind.UNMERGED, by=by, data={"ticket": target.number})
    add_event(target, TicketEvent.Kind.UNMERGED, by=by, data={"ticket": source.number})
    tell_of_move(source, target, f"unmerge-{merge.pk}")
    _tell(source, target, led_to=source)


def _move_back(merge: TicketMerge, source: Ticket, target: Ticket) -> None:
    moved = merge.moved
    keys = [*moved["messages"]]
    if not are_of_one_customer(source, target):
        # Of one customer's later messages nobody can say to which of two threads they belong. What only
        # the leaving one was told leaves too: the other would see it.
        later = Message.objects.filter(discussion=target.discussion, created_at__gt=merge.created_at)
        own = later.filter(Q(customer=source.customer_id) | Q(audience=source.customer_id))
        keys += own.exclude(pk__in=keys).values_list("pk", flat=True)
        _let_out(target.discussion, source.customer)
    move_messages(keys, from_=target.discussion, to=source.discussion)
    Message.objects.filter(pk__in=moved["hidden"], discussion=source.discussion).update(audience=None)
    for pk, source_id in moved["renamed"].items():
        Message.objects.filter(pk=pk, discussion=source.discussion).update(source_id=source_id)
    Participant.objects.filter(pk__in=moved["participants"]).update(
        discussion=source.discussion, sees_after_id=None
    )
    target.tags.remove(*moved["tags"])
    return_scheduled(moved.get("scheduled", []), from_=target, to=source)
    Ticket.objects.filter(pk__in=moved["merged"], merged_into=target).update(merged_into=source)


def _let_out(discussion: Discussion, customer: Customer) -> None:
    others = discussion.participants.exclude(customer=None).exclude(customer=customer)
    Participant.objects.filter(discussion=discussion, customer=customer).delete()
    if others.exclude(sees_after_id=None).exists():
        return
    Discussion.objects.filter(pk=discussion.pk).update(is_shared=False)
    discussion.is_shared = False


def _reopen(merge: TicketMerge, source: Ticket, target: Ticket) -> None:
    before, after = merge.moved["before"], merge.moved["after"]
    source.merged_into = None
    put_back(source, before["source"], after["source"])
    put_back(target, before["target"], after["target"])
    for ticket in (source, target):
        recount(ticket)
        follow(ticket)
        ticket.save()


def _tell(source: Ticket, target: Ticket, *, led_to: Ticket) -> None:
    """Open pages, and the messengers that have to listen elsewhere from now on."""
    for ticket in (source, target):
        announce(ticket)
        event = {"kind": "thread", "discussion": led_to.discussion_id}
        live.publish(ticket.tenant_id, f"discussion-{ticket.discussion_id}", event)
