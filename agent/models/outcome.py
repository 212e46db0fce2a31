from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from agent.models.run import Run
from agent.querysets import OutcomeQuerySet
from conversations.models import Message
from knowledge.models import Article
from tickets.models import Ticket


class Outcome(models.Model):
    """Whether an answer of the AI's, or the articles it offered instead, helped. Each has one, settled once.

    `articles` are what an offer showed: article_id, passage_id, title, heading, url, excerpt (a list of text
    and is_marked).
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Answer")
        OFFER = "offer", _("Offered articles")

    class Verdict(models.TextChoices):
        HELPED = "helped", _("It helped")
        NOT_HELPED = "not_helped", _("It did not help")
        IGNORED = "ignored", _("The customer wrote something else")
        SILENT = "silent", _("The customer said nothing")

    class How(models.TextChoices):
        BUTTON = "button", _("Button")
        WORDS = "words", _("In words")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="outcomes")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="outcomes")
    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="outcome")
    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, related_name="outcome", help_text=_("What the customer was shown.")
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asks = models.BooleanField(default=False, help_text=_("Whether the customer is asked by buttons."))
    confidence = models.FloatField(
        null=True, blank=True, help_text=_("How likely it was to be right, as the engine said it.")
    )
    articles = models.JSONField(default=list, blank=True)
    verdict = models.CharField(
        max_length=10, choices=Verdict.choices, blank=True, help_text=_("Empty while it is open.")
    )
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    helped_by = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Which of the offered articles helped, where the customer said so."),
    )  # fmt: skip
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OutcomeQuerySet["Outcome"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="outcome_ticket"),
            models.Index(fields=["created_at"], condition=Q(verdict=""), name="outcome_open"),
            models.Index(fields=["tenant", "-id"], name="outcome_tenant"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", settled_at=None) | ~Q(verdict="") & Q(settled_at__isnull=False),
                name="outcome_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.verdict or '–'}"

    @property
    def is_open(self) -> bool:
        return not self.verdict

    @property
    def is_offer(self) -> bool:
        return self.kind == self.Kind.OFFER

    @property
    def article_ids(self) -> list[int]:
        return [article["article_id"] for article in self.articles]

    def settle(self, verdict: str, *, at: datetime, how: str = "", article_id: int | None = None) -> None:
        """Keep what became of it. Does not save. An article counts only if it was offered."""
        self.verdict, self.how, self.settled_at = verdict, how, at
        if verdict == self.Verdict.HELPED and self.is_offer:
            only = self.article_ids[0] if len(self.articles) == 1 else None
            self.helped_by_id = article_id if article_id in self.article_ids else only
