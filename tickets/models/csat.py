from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from tickets.csat.querysets import CsatQuerySet
from tickets.models.ticket import Ticket

COMMENT_MAX_CHARACTERS = 2000
CHANGEABLE_FOR = timedelta(days=1)


class Csat(models.Model):
    """What a customer was asked about one resolution of a ticket, and what they said.

    A ticket that is reopened keeps it; resolved again, it gets another.
    """

    class Rating(models.IntegerChoices):
        VERY_BAD = 1, _("Very bad")
        BAD = 2, _("Bad")
        FAIR = 3, _("Fair")
        GOOD = 4, _("Good")
        VERY_GOOD = 5, _("Very good")

    class About(models.TextChoices):
        AI = "ai", _("AI")
        MEMBER = "member", _("Member")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="csats")
    about = models.CharField(
        max_length=10, choices=About.choices, help_text=_("Who answered: the AI alone, or people too.")
    )
    member = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Who of them answered last."),
    )  # fmt: skip
    rating = models.PositiveSmallIntegerField(choices=Rating.choices, null=True, blank=True)
    comment = models.TextField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now, help_text=_("When the ticket was resolved."))
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CsatQuerySet["Csat"].as_manager()

    class Meta:
        verbose_name = "CSAT"
        verbose_name_plural = "CSATs"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "asked_at"], name="csat_once_a_resolution"),
            models.CheckConstraint(
                condition=Q(rating=None, answered_at=None)
                | Q(rating__gte=1, rating__lte=5, answered_at__isnull=False),
                name="csat_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "asked_at"], name="csat_asked")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.rating or '–'}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def about_name(self) -> str:
        return self.member.name if self.member else str(self.get_about_display())

    def may_be_changed(self, now: datetime) -> bool:
        """A rating is the customer's to change for a day."""
        return self.answered_at is None or now - self.answered_at < CHANGEABLE_FOR

    def answer(self, rating: int, comment: str | None, at: datetime) -> bool:
        """Take the answer, keeping the comment where none is given; whether it is another. Does not save."""
        before = (self.rating, self.comment)
        self.rating = rating
        self.comment = self.comment if comment is None else comment
        self.answered_at = self.answered_at or at
        return (self.rating, self.comment) != before
