from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from conversations.models import Message
from knowledge.models import Article
from tickets.models.event import TicketEvent
from tickets.models.ticket import Ticket
from tickets.notify.querysets import NotificationQuerySet

# Somebody who writes three short messages is one mail.
SETTLES_WITHIN = timedelta(seconds=10)


class Notification(models.Model):
    """What a member should know of a ticket or an article: one row per member, subject and kind.

    While it is unread, what happens again is counted on it instead of making another; what happens
    after it was read makes it new again.
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("A ticket is assigned to me")
        TEAM = "team", _("A ticket without an owner comes to my team")
        MENTIONED = "mentioned", _("Somebody mentions me")
        REPLIED = "replied", _("A customer writes in my ticket")
        ESCALATED = "escalated", _("A ticket of mine, my team or nobody is escalated")
        SLA_WARNED = "sla_warned", _("An SLA of my ticket is at risk")
        SLA_BREACHED = "sla_breached", _("An SLA of my ticket is breached")
        MERGED = "merged", _("A ticket of mine is merged")
        HELD_BACK = "held_back", _("A scheduled reply of mine is held back")
        CHAT_ALERT = "chat_alert", _("The analysis of chats is slow or fails too often")
        REVIEW_ASKED = "review_asked", _("An article waits for my approval")
        REVIEW_DECIDED = "review_decided", _("My article is approved, sent back or could not go live")
        REVIEW_COMMENTED = "review_commented", _("Somebody comments on an article in review")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.CharField(
        max_length=10, choices=TicketEvent.Actor.choices, default=TicketEvent.Actor.SYSTEM
    )
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    count = models.PositiveIntegerField(default=1, help_text=_("How often it happened since it was read."))
    is_shown = models.BooleanField(default=True, help_text=_("In the hub; otherwise it is only mailed."))
    happened_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet["Notification"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "ticket", "kind"], name="notification_once"),
            models.UniqueConstraint(
                fields=["member", "article", "kind"], name="notification_of_article_once"
            ),
            models.CheckConstraint(
                condition=Q(ticket=None, article__isnull=False) | Q(ticket__isnull=False, article=None),
                name="notification_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-happened_at", "-id"], name="notification_latest"),
            models.Index(
                fields=["member", "-happened_at"],
                condition=Q(read_at=None, is_shown=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="notification_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ticket_id or self.article_id}"

    @property
    def about(self) -> Ticket | Article:
        if self.ticket is not None:
            return self.ticket
        assert self.article is not None  # the database holds one of the two
        return self.article

    @property
    def reference(self) -> str:
        """What people call a ticket; an article has only its title."""
        return self.ticket.reference if self.ticket is not None else ""

    @property
    def subject(self) -> str:
        return self.ticket.subject if self.ticket is not None else str(self.about)

    @property
    def url(self) -> str:
        return self.about.get_absolute_url()

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class Email(models.TextChoices):
    """When a kind of notification is mailed."""

    OFF = "off", _("Off")
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In a digest")


@dataclass(frozen=True)
class Choice:
    """Where a member wants to hear of a kind of thing."""

    in_app: bool
    email: str


_Kind = Notification.Kind
DEFAULT_CHOICES = {
    _Kind.ASSIGNED: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.TEAM: Choice(in_app=True, email=Email.OFF),
    _Kind.MENTIONED: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.REPLIED: Choice(in_app=True, email=Email.DIGEST),
    _Kind.ESCALATED: Choice(in_app=True, email=Email.DIGEST),
    _Kind.SLA_WARNED: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.SLA_BREACHED: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.MERGED: Choice(in_app=True, email=Email.OFF),
    _Kind.HELD_BACK: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.CHAT_ALERT: Choice(in_app=True, email=Email.OFF),
    _Kind.REVIEW_ASKED: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.REVIEW_DECIDED: Choice(in_app=True, email=Email.AT_ONCE),
    _Kind.REVIEW_COMMENTED: Choice(in_app=True, email=Email.DIGEST),
}


class NotificationSettings(models.Model):
    """What a member hears of, where and when. Who never saved any has the defaults."""

    class Every(models.IntegerChoices):
        TEN_MINUTES = 10, _("10 minutes")
        HALF_HOUR = 30, _("30 minutes")
        HOUR = 60, _("hour")
        FOUR_HOURS = 240, _("4 hours")

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="notification_settings"
    )
    choices = models.JSONField(default=dict, blank=True, help_text=_("By kind: in_app and email."))
    digest_minutes = models.PositiveSmallIntegerField(choices=Every.choices, default=Every.HALF_HOUR)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "notification settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="notification_quiet_hours_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.member_id)

    @classmethod
    def of(cls, member: Member) -> NotificationSettings:
        """The member's, as loaded with them (`select_related("notification_settings")`) or asked for."""
        try:
            return member.notification_settings
        except cls.DoesNotExist:
            return cls(member=member)

    def choice(self, kind: str) -> Choice:
        chosen = self.choices.get(kind)
        return Choice(**chosen) if chosen else DEFAULT_CHOICES[Notification.Kind(kind)]

    def choose(self, choices: dict[str, Choice]) -> None:
        """Take over what was chosen for these kinds. Does not save."""
        chosen = {kind: {"in_app": one.in_app, "email": one.email} for kind, one in choices.items()}
        self.choices = {**self.choices, **chosen}

    def due_at(self, kind: str, now: datetime) -> datetime | None:
        """When something of this kind that happens now is to be mailed; None for never."""
        email = self.choice(kind).email
        if email == Email.OFF:
            return None
        return self._after_quiet_hours(
            self._next_digest(now) if email == Email.DIGEST else now + SETTLES_WITHIN
        )

    def _next_digest(self, now: datetime) -> datetime:
        every = timedelta(minutes=self.digest_minutes)
        return now + every - (now - datetime(2000, 1, 1, tzinfo=now.tzinfo)) % every

    def _after_quiet_hours(self, moment: datetime) -> datetime:
        if self.quiet_from is None or self.quiet_until is None:
            return moment
        local = moment.astimezone(self.member.zone)
        clock = local.time()
        begun, over = clock >= self.quiet_from, clock < self.quiet_until
        # From 22 until 7 is two pieces of two days, and either will do.
        is_quiet = (begun and over) if self.quiet_from < self.quiet_until else (begun or over)
        if not is_quiet:
            return moment
        day = local.date() if over else local.date() + timedelta(days=1)
        return datetime.combine(day, self.quiet_until, tzinfo=self.member.zone)
