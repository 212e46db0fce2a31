"""Replies that wait for their moment, and are held back if something newer was said by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from conversations.jobs import enqueue
from conversations.models import Attachment, Message
from conversations.services import MessageRefused, clean_body
from tickets.live import announce
from tickets.models import ScheduledReply, Ticket
from tickets.services.messages import post_reply
from tickets.transcript import newer_message

FARTHEST = timedelta(days=366)
State = ScheduledReply.State


class ScheduleRefused(Exception):
    """The reply can not be scheduled so; the text says why."""


@transaction.atomic
def schedule_reply(
    ticket: Ticket, *, by: Member, body: str, send_at: datetime, attachments: Sequence[Attachment] = ()
) -> ScheduledReply:
    """Send this later. Raises ScheduleRefused for a moment that has passed or is too far ahead, and
    MessageRefused for an empty or overlong text."""
    now = timezone.now()
    if not now < send_at <= now + FARTHEST:
        raise ScheduleRefused(_("Choose a moment within the next year."))
    scheduled = ScheduledReply(
        tenant_id=ticket.tenant_id,
        ticket=ticket,
        member=by,
        body=clean_body(body, has_attachments=bool(attachments)),
        send_at=send_at,
        seen=ticket.latest_message_id or 0,
    )
    scheduled.save(force_insert=True)
    scheduled.attachments.set(attachments)
    enqueue(
        "tickets.send_scheduled",
        key=f"scheduled:{scheduled.pk}",
        delay=send_at - now,
        scheduled_id=scheduled.pk,
    )
    announce(ticket)
    return scheduled


@transaction.atomic
def cancel_scheduled(scheduled: ScheduledReply) -> ScheduledReply:
    """Never send it; twice is harmless, and what is sent stays sent."""
    lock(scheduled)
    if scheduled.is_unsent:
        _settle(scheduled, State.CANCELLED)
    return scheduled


@transaction.atomic
def send_scheduled_now(scheduled: ScheduledReply) -> ScheduledReply:
    """Send it whatever was said meanwhile: somebody looked at it. Raises MessageRefused."""
    lock(scheduled)
    if scheduled.is_unsent:
        _send(scheduled)
    return scheduled


def send_if_still_right(scheduled: ScheduledReply) -> None:
    """Send what is due, in the caller's transaction; hold it back if somebody wrote since or it's refused."""
    lock(scheduled)
    if scheduled.state != State.WAITING or scheduled.send_at > timezone.now():
        return
    ticket = scheduled.ticket
    newer = newer_message(ticket, seen=str(scheduled.seen), by=scheduled.member)
    if newer is not None:
        _hold(scheduled, _("%(name)s wrote since it was written.") % {"name": newer.author_name})
        return
    try:
        with transaction.atomic():
            _send(scheduled)
    except MessageRefused as refusal:
        _hold(scheduled, str(refusal))


def unsent_replies(ticket: Ticket) -> list[ScheduledReply]:
    unsent = ScheduledReply.objects.filter(ticket=ticket, state__in=[State.WAITING, State.HELD])
    return list(unsent.select_related("member__user"))


def _send(scheduled: ScheduledReply) -> None:
    message: Message = post_reply(
        scheduled.ticket,
        by=scheduled.member,
        body=scheduled.body,
        source_id=f"scheduled:{scheduled.pk}",
        attachments=list(scheduled.attachments.all()),
    )
    scheduled.message = message
    _settle(scheduled, State.SENT)


def _hold(scheduled: ScheduledReply, why: str) -> None:
    scheduled.why_held = why[:200]
    _settle(scheduled, State.HELD)


def _settle(scheduled: ScheduledReply, state: str) -> None:
    scheduled.state = state
    scheduled.save()
    announce(scheduled.ticket)
