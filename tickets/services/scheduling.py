"""Replies that wait for their moment, and are held back if something newer was said by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from conversations.access import members_who_read
from conversations.attachments import drop_upload, keep_uploads
from conversations.jobs import enqueue
from conversations.models import Attachment, Message
from conversations.services import MessageRefused, clean_body
from tickets.live import announce
from tickets.models import ScheduledReply, Ticket, TicketEvent
from tickets.newer import Seen, check_nothing_newer, newer_merge, newer_message, seen_now, words_of_merge
from tickets.services.messages import check_is_here, post_reply
from tickets.services.timeline import add_event, lock_ticket

FARTHEST = timedelta(days=366)
State = ScheduledReply.State


class ScheduleRefused(Exception):
    """The reply can not be scheduled so; the text says why."""


class TooEarly(Exception):
    """The moment is yet to come, in `by`: one worker's clock is ahead of another's."""

    def __init__(self, by: timedelta) -> None:
        super().__init__("It is not due yet.")
        self.by = by


@transaction.atomic
def schedule_reply(
    ticket: Ticket,
    *,
    by: Member,
    body: str,
    send_at: datetime,
    attachments: Sequence[Attachment] = (),
    seen: Seen | None = None,
) -> ScheduledReply:
    """Send this later. Raises ScheduleRefused for a moment that has passed or is too far ahead, and
    MessageRefused for what could not be sent now either."""
    now = timezone.now()
    if not now < send_at <= now + FARTHEST:
        raise ScheduleRefused(_("Choose a moment within the next year."))
    lock_ticket(ticket)
    check_is_here(ticket)
    if seen is not None:
        check_nothing_newer(ticket, seen=seen, by=by)
    scheduled = _keep(ticket, by, clean_body(body, has_attachments=bool(attachments)), send_at, attachments)
    key = f"scheduled:{scheduled.pk}"
    enqueue("tickets.send_scheduled", key=key, delay=send_at - now, scheduled_id=scheduled.pk)
    announce(ticket)
    return scheduled


def _keep(
    ticket: Ticket, by: Member, body: str, send_at: datetime, attachments: Sequence[Attachment]
) -> ScheduledReply:
    there = seen_now(ticket)
    scheduled = ScheduledReply(
        tenant_id=ticket.tenant_id,
        ticket=ticket,
        member=by,
        body=body,
        send_at=send_at,
        seen=there.message,
        seen_merge=there.merge,
        file_count=len(attachments),
    )
    scheduled.save(force_insert=True)
    keep_uploads(attachments)
    scheduled.attachments.set(attachments)
    return scheduled


@transaction.atomic
def cancel_scheduled(scheduled: ScheduledReply) -> ScheduledReply:
    """Never send it, and let its files go; twice is harmless, and what is sent stays sent."""
    lock(scheduled)
    if scheduled.is_unsent:
        for attachment in scheduled.attachments.all():
            drop_upload(attachment, is_kept=True)
        _settle(scheduled, State.CANCELLED)
    return scheduled


@transaction.atomic
def send_scheduled_now(scheduled: ScheduledReply, *, by: Member, seen: Seen | None = None) -> ScheduledReply:
    """Send it whatever was said meanwhile, up to what `by`, who looked at it, has seen. Raises
    MessageRefused."""
    check_is_here(lock_ticket(scheduled.ticket))
    lock(scheduled)
    if scheduled.is_unsent:
        if seen is not None:
            check_nothing_newer(scheduled.ticket, seen=seen, by=by)
        _send(scheduled, by=by if _why_not_in_their_name(scheduled) else scheduled.member)
    return scheduled


def send_if_still_right(scheduled: ScheduledReply) -> None:
    """Send what is due, in the caller's transaction; hold it back if somebody wrote since or it's refused.

    Raises TooEarly.
    """
    # The ticket first, as a merge does, which may take the reply along.
    ticket = lock_ticket(scheduled.ticket)
    lock(scheduled)
    if scheduled.state != State.WAITING:
        return
    early = scheduled.send_at - timezone.now()
    if early > timedelta(0):
        raise TooEarly(early)
    why = _why_not(scheduled, ticket)
    if why:
        _hold(scheduled, why)
        return
    try:
        with transaction.atomic():
            _send(scheduled, by=scheduled.member)
    except MessageRefused as refusal:
        _hold(scheduled, str(refusal))


def unsent_replies(ticket: Ticket) -> list[ScheduledReply]:
    unsent = ScheduledReply.objects.filter(ticket=ticket, state__in=[State.WAITING, State.HELD])
    return list(unsent.select_related("member__user"))


def hold_in_merge(source: Ticket, target: Ticket) -> list[int]:
    """Nothing written for one customer goes out by itself to two, and nothing waits where nobody looks.

    Both are locked. The source's come along, held back; says which, by their keys.
    """
    if source.customer_id != target.customer_id:
        for scheduled in unsent_replies(target):
            if lock(scheduled).state == State.WAITING:
                _hold(scheduled, words_of_merge(source))
    coming = [scheduled for scheduled in unsent_replies(source) if lock(scheduled).is_unsent]
    for scheduled in coming:
        scheduled.ticket = target
        _hold(scheduled, _("It was written in %(ticket)s, merged into this.") % {"ticket": source.reference})
    keys = [scheduled.pk for scheduled in coming]
    _move_files(keys, target)
    return keys


def return_scheduled(keys: Sequence[int], *, from_: Ticket, to: Ticket) -> None:
    """Those of an undone merge that are still unsent, as they are."""
    unsent = ScheduledReply.objects.filter(pk__in=keys, ticket=from_, state__in=[State.WAITING, State.HELD])
    returning = list(unsent.values_list("pk", flat=True))
    ScheduledReply.objects.filter(pk__in=returning).update(ticket=to)
    _move_files(returning, to)


def _move_files(keys: Sequence[int], to: Ticket) -> None:
    files = ScheduledReply.attachments.through.objects.filter(scheduledreply__in=keys).values("attachment")
    Attachment.objects.filter(pk__in=files, message=None).update(discussion=to.discussion_id)


def _why_not_in_their_name(scheduled: ScheduledReply) -> str:
    """Why its writer can't be who says it; "" when they can."""
    member = scheduled.member
    if not (member.is_active and member.user.is_active):
        why = _("%(name)s is not active any more. Who sends it now answers in their own name.")
    elif not members_who_read(scheduled.ticket.discussion_id).filter(pk=member.pk).exists():
        why = _("%(name)s may not read this ticket any more. Who sends it now answers in their own name.")
    else:
        return ""
    return why % {"name": member.name}


def _why_not(scheduled: ScheduledReply, ticket: Ticket) -> str:
    """Why it can't go out by itself; "" when it can."""
    if why := _why_not_in_their_name(scheduled):
        return why
    if scheduled.attachments.filter(message=None).count() < scheduled.file_count:
        return _("A file that was attached to it is gone.")
    seen = Seen(message=scheduled.seen, merge=scheduled.seen_merge)
    merge = newer_merge(ticket, seen=seen)
    if merge is not None:
        return words_of_merge(merge.source)
    newer = newer_message(ticket, seen=seen, by=scheduled.member)
    return _("%(name)s wrote since it was written.") % {"name": newer.author_name} if newer else ""


def _send(scheduled: ScheduledReply, *, by: Member) -> None:
    message: Message = post_reply(
        scheduled.ticket,
        by=by,
        body=scheduled.body,
        source_id=f"scheduled:{scheduled.pk}",
        attachments=list(scheduled.attachments.filter(message=None)),
    )
    scheduled.message = message
    _settle(scheduled, State.SENT)


def _hold(scheduled: ScheduledReply, why: str) -> None:
    """Not without saying so: in the timeline, and to who wrote it."""
    scheduled.why_held = why[:200]
    _settle(scheduled, State.HELD)
    member = scheduled.member
    data = {"member": member.pk, "writer": member.name, "why": scheduled.why_held}
    add_event(scheduled.ticket, TicketEvent.Kind.HELD_BACK, data=data)


def _settle(scheduled: ScheduledReply, state: str) -> None:
    scheduled.state = state
    scheduled.save()
    announce(scheduled.ticket)
