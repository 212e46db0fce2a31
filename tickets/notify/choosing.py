"""Changes to what a member is told of."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Member
from tickets.models.notification import Choice, Email, Notification, NotificationSettings


@transaction.atomic
def choose_notifications(settings: NotificationSettings, *, choices: dict[str, Choice]) -> None:
    settings.choose(choices)
    settings.save()


@transaction.atomic
def stop_mail(member: Member) -> None:
    """No notification is mailed any more, those that wait included; in the hub all stays as it is."""
    settings = NotificationSettings.of(member)
    kinds = Notification.Kind.values
    settings.choose({kind: Choice(settings.choice(kind).in_app, Email.OFF) for kind in kinds})
    settings.save()
    Notification.objects.of_member(member).exclude(mail_due_at=None).update(mail_due_at=None)
