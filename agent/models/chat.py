from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from agent.querysets import SuggestionQuerySet
from ai.embeddings import DIMENSIONS
from conversations.models import Message
from tickets.models import Ticket

UNDO_WITHIN = timedelta(minutes=1)
COMMENT_MAX_CHARACTERS = 2000


class ChatAnalysis(models.Model):
    """One look at a chat, up to `message`: how long it took, what it told, what went wrong.

    `insights` are objects: type, content, confidence, context.
    """

    class State(models.TextChoices):
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="chat_analyses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="chat_analyses")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="chat_analysis")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DONE)
    insights = models.JSONField(default=list, blank=True)
    found = models.PositiveIntegerField(default=0, help_text=_("How many tickets it suggested."))
    engine = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=80, blank=True)
    fallback_from = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=40, blank=True, help_text=_("ANALYSIS_FAILED, or nothing."))
    duration_ms = models.FloatField(
        null=True, blank=True, help_text=_("Empty: its job was given up, and nobody measured it.")
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["ChatAnalysis"].as_manager()

    class Meta:
        verbose_name_plural = "chat analyses"
        indexes = [
            models.Index(fields=["tenant", "created_at"], name="chat_analysis_time"),
            models.Index(fields=["ticket", "-id"], name="chat_analysis_newest"),
        ]

    def __str__(self) -> str:
        return f"Analysis of {self.ticket_id} at {self.message_id}"


class ChatContext(models.Model):
    """What is kept of a chat: the latest messages as they are, and what it came to so far.

    `short_term`: objects with id, role, text. `long_term`: summary, facts. Read through agent.chat.context.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="chat_context")
    short_term = models.JSONField(default=list, blank=True)
    long_term = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["ChatContext"].as_manager()

    def __str__(self) -> str:
        return f"Context of {self.ticket_id}"


class TicketSuggestion(models.Model):
    """A piece of work that the AI saw in a chat, and what became of it."""

    class State(models.TextChoices):
        OPEN = "open", _("Suggested")
        CREATED = "created", _("Ticket created")
        DISMISSED = "dismissed", _("Not an issue")
        WITHDRAWN = "withdrawn", _("Settled in the chat")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="ticket_suggestions")
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="suggestions", help_text=_("The chat's.")
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    title = models.CharField(max_length=120)
    summary = models.TextField()
    priority = models.CharField(max_length=10, choices=Ticket.Priority.choices)
    category = models.CharField(max_length=60)
    confidence = models.FloatField()
    message_ids = models.JSONField(default=list)
    vector = VectorField(dimensions=DIMENSIONS)
    created_ticket = models.OneToOneField(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="from_suggestion"
    )
    repeats = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="repeated_by",
        help_text=_("One about the same, whose ticket did not end it."),
    )
    shown_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was first sure enough to be shown.")
    )
    is_modified = models.BooleanField(default=False, help_text=_("Edited before the ticket was created."))
    decided_by = models.ForeignKey(
        Member,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the customer."),
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SuggestionQuerySet["TicketSuggestion"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "id"], name="suggestion_of_chat"),
            models.Index(fields=["tenant", "created_at"], name="suggestion_time"),
            models.Index(
                fields=["tenant", "decided_at"],
                condition=Q(decided_at__isnull=False),
                name="suggestion_decided",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="suggestion_confidence"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def is_from_before(self, message_id: int) -> bool:
        """Whether it rests on anything earlier than this message."""
        return any(key < message_id for key in self.message_ids)

    @property
    def percent(self) -> int:
        return round(100 * self.confidence)

    @property
    def may_be_undone(self) -> bool:
        is_decided = self.state in (self.State.CREATED, self.State.DISMISSED)
        return bool(is_decided and self.decided_at and timezone.now() - self.decided_at < UNDO_WITHIN)

    def decide(self, state: str, *, by: Member | None) -> None:
        """What became of it; `by` nobody is the customer. Does not save."""
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()

    def reopen(self) -> None:
        """As if nothing had been decided. Does not save."""
        self.state, self.decided_by, self.decided_at = self.State.OPEN, None, None
        self.is_modified, self.created_ticket = False, None


class SuggestionFeedback(models.Model):
    """How good a created ticket is, from 1 to 5: once by the customer, once by each member."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    suggestion = models.ForeignKey(TicketSuggestion, on_delete=models.CASCADE, related_name="feedback")
    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the customer."),
    )
    rating = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["SuggestionFeedback"].as_manager()

    class Meta:
        verbose_name_plural = "suggestion feedback"
        indexes = [models.Index(fields=["tenant", "created_at"], name="suggestion_feedback_time")]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "member"], name="suggestion_feedback_member"),
            models.UniqueConstraint(
                fields=["suggestion"], condition=Q(member=None), name="suggestion_feedback_customer"
            ),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5), name="suggestion_feedback_rating"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 5"


class ChatAlert(models.Model):
    """That the analysis of chats is slow or fails too often, from then until it was well again."""

    class Kind(models.TextChoices):
        SLOW = "slow", _("The analysis of chats is slow")
        FAILING = "failing", _("The analysis of chats fails too often")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.FloatField(help_text=_("Milliseconds, or the share that failed."))
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["ChatAlert"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind"], condition=Q(closed_at=None), name="chat_alert_open_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
