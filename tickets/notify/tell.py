"""Writing notifications, in the transaction of what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.querysets import MemberQuerySet
from conversations import live
from conversations.access import members_who_read
from conversations.models import Message
from knowledge.models import Article
from tickets.models.event import TicketEvent
from tickets.models.notification import Notification, NotificationSettings
from tickets.models.ticket import Ticket

# What happens again replaces what was said of it before, and makes it new.
SAID_ANEW = ["actor", "by", "message", "data", "count", "is_shown", "happened_at", "read_at", "mail_due_at"]


def topic_of(member: Member) -> str:
    """Where a member's open pages hear that there is something new for them."""
    return f"notifications-{member.pk}"


@transaction.atomic(savepoint=False)
def tell(
    about: Ticket | Article,
    kind: str,
    *,
    to: Iterable[int | None],
    by: Member | None = None,
    actor: str = TicketEvent.Actor.SYSTEM,
    message: Message | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Notify these members (by their keys) as each of them wants it; never `by`, who did it."""
    wanted = {pk for pk in to if pk is not None} - {by.pk if by else None}
    if not wanted:
        return
    # Held, so that no mail goes out between what is read of them here and what is written.
    subject = "ticket" if isinstance(about, Ticket) else "article"
    unread = Notification.objects.filter(**{subject: about}, kind=kind, member__in=wanted).unread()
    before = {row.member_id: row for row in unread.select_for_update().order_by("pk")}
    said = {subject: about, "actor": actor, "by": by, "message": message, "data": data or {}}
    members = _who_may_read(about).filter(pk__in=wanted).active()
    rows = [
        row
        for member in members.select_related("user", "tenant", "notification_settings")
        if (row := _row(member, kind, before.get(member.pk), said))
    ]
    Notification.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["member", subject, "kind"], update_fields=SAID_ANEW
    )
    shown = [row.member for row in rows if row.is_shown]
    live.publish_all(about.tenant_id, {topic_of(member): "" for member in shown})


def forget_told(ticket: Ticket) -> None:
    """Of a ticket that became private: whoever may not read it any more was told nothing of it."""
    told = Notification.objects.filter(ticket=ticket).exclude(member__in=_who_may_read(ticket))
    gone = list(told.select_related("member"))
    told.delete()
    live.publish_all(ticket.tenant_id, {topic_of(row.member): "" for row in gone})


def _who_may_read(about: Ticket | Article) -> MemberQuerySet[Member]:
    if isinstance(about, Ticket):
        return members_who_read(about.discussion_id)
    return Member.objects.filter(tenant=about.tenant_id)


def untell(ticket: Ticket, kind: str, *, of: Iterable[int] | None = None) -> None:
    """What was told is not so any more: take it away from these members, or from all, who have not read it
    and got no mail of it."""
    rows = Notification.objects.filter(ticket=ticket, kind=kind, count=1, mailed_at=None).unread()
    rows = rows if of is None else rows.filter(member__in=of)
    withdrawn = list(rows.select_for_update().select_related("member"))
    Notification.objects.filter(pk__in=[row.pk for row in withdrawn]).delete()
    live.publish_all(ticket.tenant_id, {topic_of(row.member): "" for row in withdrawn})


def _row(member: Member, kind: str, before: Notification | None, said: dict[str, Any]) -> Notification | None:
    """The member's row as it is to be now; None when they want to hear nothing of this kind."""
    settings, now = NotificationSettings.of(member), timezone.now()
    is_shown = settings.choice(kind).in_app
    # The demo's people have no mailbox.
    due_at = None if member.user.is_demo else settings.due_at(kind, now)
    if not is_shown and due_at is None:
        return None
    return Notification(
        tenant_id=member.tenant_id,
        member=member,
        kind=kind,
        count=before.count + 1 if before else 1,
        is_shown=is_shown,
        happened_at=now,
        mail_due_at=(before and before.mail_due_at) or due_at,
        **said,
    )
