"""A member's notifications as they read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import Member
from conversations import live
from knowledge.models import Article
from tickets.models.notification import Notification
from tickets.models.ticket import Ticket
from tickets.notify.querysets import NotificationQuerySet

PAGE_SIZE = 50
NEW_AT_MOST = 100
# One ticket or article seldom gives rise to more kinds of notifications at once.
ROWS_A_LINE = 4


@dataclass(frozen=True)
class Page:
    """What is new, and then what was read, newest first. `older_than` names the next page's beginning."""

    new: list[Notification]
    earlier: list[Notification]
    older_than: int | None


@dataclass
class Told:
    """What a member was told of one ticket or article: the newest, and how many `more` are new like it (or
    read)."""

    newest: Notification
    more: int = 0


def _of(member: Member) -> NotificationQuerySet[Notification]:
    return Notification.objects.of_member(member).shown()


def get_notification(member: Member, pk: int) -> Notification:
    """One of the member's own; 404 for everybody else's."""
    notification: Notification = get_object_or_404(_of(member).with_their_words(), pk=pk)
    return notification


def count_unread(member: Member) -> int:
    """Counted no further than one past NEW_AT_MOST."""
    return len(_of(member).unread().values_list("pk", flat=True)[: NEW_AT_MOST + 1])


def latest_of(member: Member, most: int) -> list[Told]:
    """The newest, unread before read; what is told of one ticket or article is one line."""
    looked_at = most * ROWS_A_LINE
    new = list(_of(member).unread().with_their_words().latest_first()[:looked_at])
    read = list(_of(member).exclude(read_at=None).with_their_words().latest_first()[: looked_at - len(new)])
    lines: dict[tuple[int | None, int | None], Told] = {}
    for row in _still_new(new, read) + read:
        told = lines.setdefault((row.ticket_id, row.article_id), Told(row))
        if row is not told.newest and row.is_unread == told.newest.is_unread:
            told.more += 1
    return list(lines.values())[:most]


def page_of(member: Member, *, before: int | None = None) -> Page:
    """The first page, or what was read before notification `before`. Raises Http404 for another's."""
    read = _of(member).exclude(read_at=None).with_their_words().latest_first()
    new: list[Notification] = []
    if before is None:
        new = list(_of(member).unread().with_their_words().latest_first()[:NEW_AT_MOST])
    else:
        beginning = _of(member).filter(pk=before).first()
        if beginning is None:
            raise Http404
        read = read.older_than(beginning.happened_at, beginning.pk)
    found = list(read[: PAGE_SIZE + 1])
    earlier = found[:PAGE_SIZE]
    return Page(_still_new(new, earlier), earlier, earlier[-1].pk if len(found) > PAGE_SIZE else None)


def _still_new(new: list[Notification], read: list[Notification]) -> list[Notification]:
    """Without what was read between the two queries, and would show twice."""
    keys = {row.pk for row in read}
    return [row for row in new if row.pk not in keys]


def mark_read(notification: Notification) -> None:
    """Seen, so that it need not be mailed either."""
    if notification.is_unread:
        _read(Notification.objects.filter(pk=notification.pk), notification.member)
        notification.refresh_from_db(fields=["read_at", "mail_due_at"])


@transaction.atomic
def mark_unread(notification: Notification) -> None:
    if not notification.is_unread:
        notification.read_at = None
        notification.save(update_fields=["read_at"])
        _announce(notification.member)


def mark_all_read(member: Member) -> int:
    """Returns how many were new."""
    return _read(_of(member).unread(), member)


def mark_alike_read(notification: Notification) -> None:
    """This one, and all else that is new of its ticket or article."""
    alike = _of(notification.member).unread()
    _read(alike.filter(ticket=notification.ticket_id, article=notification.article_id), notification.member)
    notification.refresh_from_db(fields=["read_at", "mail_due_at"])


def mark_ticket_read(member: Member, ticket: Ticket) -> int:
    """Whoever has a ticket before their eyes need not be told of it. Returns how much was new."""
    return _read(_of(member).unread().filter(ticket=ticket), member)


def mark_article_read(member: Member, article: Article) -> int:
    return _read(_of(member).unread().filter(article=article), member)


@transaction.atomic
def _read(rows: NotificationQuerySet[Notification], member: Member) -> int:
    read = rows.update(read_at=timezone.now(), mail_due_at=None)
    if read:
        _announce(member)
    return read


def topic_of_reading(member: Member) -> str:
    """Where a member's open pages hear that there is less to read."""
    return f"notificationsread-{member.pk}"


def _announce(member: Member) -> None:
    live.publish(member.tenant_id, topic_of_reading(member))
