from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from agent.querysets import RunQuerySet
from conversations.models import Message
from knowledge.models import Passage
from tickets.models import EscalationReason, Ticket

FAIRLY_SURE = 0.5


class Run(models.Model):
    """One decision of the AI, with everything it was made from."""

    class Decision(models.TextChoices):
        REPLY = "reply", _("Answered")
        CLARIFY = "clarify", _("Asked back")
        SUGGEST = "suggest", _("Drafted for a member")
        OFFER = "offer", _("Offered articles")
        ESCALATE = "escalate", _("Handed over")
        IGNORE = "ignore", _("Nothing to do")

    class Purpose(models.TextChoices):
        TURN = "turn", _("The AI's turn")
        DRAFT = "draft", _("A draft for a member")
        RETRY = "retry", _("Another try")
        CHAT = "chat", _("What the chat holds")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="runs")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="runs")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="runs")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.TURN)
    answer = models.OneToOneField(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="answer_run"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=20, choices=EscalationReason.choices, blank=True)
    explanation = models.TextField(blank=True)
    draft = models.TextField(blank=True)
    confidence = models.FloatField(null=True, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=80, blank=True)
    steps = models.JSONField(default=list, help_text=_("Each step: name, milliseconds, what it found."))
    duration_ms = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = RunQuerySet["Run"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"]),
            models.Index(fields=["created_at"], condition=Q(decision="clarify"), name="run_asked_back"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message"], condition=Q(purpose="turn"), name="run_turn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} ({self.pk})"

    @property
    def confidence_level(self) -> str:
        """high, medium or low: which of three words stands beside the number."""
        if self.confidence is None:
            return "low"
        return "high" if self.confidence >= 0.8 else "medium" if self.confidence >= FAIRLY_SURE else "low"

    @property
    def confidence_word(self) -> str:
        words = {"high": _("Confident"), "medium": _("Fairly sure"), "low": _("Unsure")}
        return str(words[self.confidence_level])


class RunPassage(models.Model):
    """A passage a run was given, with the scores that brought it there."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="passages")
    passage = models.ForeignKey(Passage, on_delete=models.SET_NULL, null=True, related_name="uses")
    rank = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    lexical = models.FloatField(null=True)
    vector = models.FloatField(null=True)
    score = models.FloatField()
    is_cited = models.BooleanField(default=False)

    class Meta:
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.title
