"""Notifications by email: a sweep finds whose are due, and a job for each of them sends one mail."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.models import Member
from conversations.jobs import Claim, enqueue
from tickets.models.notification import Notification
from tickets.notify.words import excerpt_of, sentence_of

SWEEP_AT_MOST = 500
MAIL_AT_MOST = 50
SALT = "tickets.notify.unsubscribe"


def sweep_due_mail() -> int:
    """Ask for the mail of everybody who has any due; returns how many. Asked again, it is the same job."""
    now = timezone.now()
    due = Notification.objects.to_mail(now).values("member").annotate(first=Min("mail_due_at"))
    found = list(due.order_by("first")[:SWEEP_AT_MOST])
    for row in found:
        # The first of what waits names the mail: until it is sent, there is no other.
        key = f"notify:{row['member']}:{row['first'].timestamp():.6f}"
        enqueue("tickets.mail_notifications", key=key, member_id=row["member"], until=now.isoformat())
    return len(found)


def mail_notifications(claim: Claim, *, member_id: int, until: str) -> None:
    """Send a member what was due by `until`, as one mail.

    A worker that dies between the mail server's yes and ours sends the same mail again, under the same
    Message-ID, by which mailboxes know it.
    """
    member = Member.objects.select_related("user", "tenant").get(pk=member_id)
    read_at = timezone.now()
    waiting = Notification.objects.of_member(member).to_mail(datetime.fromisoformat(until))
    rows = list(waiting.with_their_words().order_by("happened_at", "pk"))
    if rows and member.is_active and member.user.is_active:
        with timezone.override(member.zone), translation.override(member.tenant.language):
            _mail(member, rows, claim.job.key).send()
    with claim.finish():
        mailed = Notification.objects.filter(pk__in=[row.pk for row in rows])
        # Held as they are now: an update alone would miss what somebody writes at this moment.
        list(mailed.select_for_update().order_by("pk").values_list("pk"))
        # What happened again while the mail was on its way is not in it.
        mailed.filter(happened_at__gt=read_at).update(mail_due_at=timezone.now())
        mailed.filter(happened_at__lte=read_at).update(mail_due_at=None, mailed_at=timezone.now())


def give_up_mail(*, member_id: int, until: str) -> None:
    """The mail server takes nothing: what waits stays to be read in the hub."""
    Notification.objects.filter(member=member_id).to_mail(datetime.fromisoformat(until)).update(
        mail_due_at=None
    )


def unsubscribe_token(member: Member) -> str:
    """Lets whoever holds the mail stop them, without signing in."""
    return signing.dumps(member.pk, salt=SALT)


def member_of_token(token: str) -> Member | None:
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Member.objects.select_related("user", "tenant").filter(pk=pk).first()


def _mail(member: Member, rows: list[Notification], key: str) -> EmailMultiAlternatives:
    off = _address("notifications:unsubscribe", unsubscribe_token(member))
    context = {
        "member": member,
        "entries": [_entry(row) for row in rows[-MAIL_AT_MOST:]],
        "more": max(len(rows) - MAIL_AT_MOST, 0),
        "list_url": _address("notifications:list"),
        "settings_url": _address("notifications:settings"),
        "unsubscribe_url": off,
    }
    mail = EmailMultiAlternatives(
        _subject(member, rows),
        render_to_string("tickets/notifications/mail.txt", context),
        to=[member.user.email],
        headers={
            "Message-ID": _message_id(key),
            "List-Unsubscribe": f"<{off}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("tickets/notifications/mail.html", context), "text/html")
    return mail


def _entry(row: Notification) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "subject": row.subject,
        "sentence": sentence_of(row),
        "excerpt": excerpt_of(row),
        "happened_at": row.happened_at,
        "url": settings.HUB_URL + row.url,
    }


def _subject(member: Member, rows: list[Notification]) -> str:
    first = rows[0]
    if len({(row.ticket_id, row.article_id) for row in rows}) == 1:
        words = f"{first.reference} {first.subject}: {sentence_of(rows[-1])}"
    else:
        count = {"count": len(rows), "tenant": member.tenant.name}
        words = (
            ngettext(
                "%(count)d notification of %(tenant)s", "%(count)d notifications of %(tenant)s", len(rows)
            )
            % count
        )
    # A header is one line, whatever a customer wrote.
    return " ".join(words.split())


def _message_id(key: str) -> str:
    name = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.HUB_URL).hostname}>"


def _address(name: str, *args: str) -> str:
    return settings.HUB_URL + reverse(name, args=args)
