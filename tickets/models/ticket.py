from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, Tenant
from conversations.models import Channel, Customer, Discussion, Message
from tickets.models.label import Category, Tag
from tickets.models.sla_columns import SLA_INDEXES, SlaColumns
from tickets.querysets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PREVIEW_LENGTH = 140


class EscalationReason(models.TextChoices):
    """Why the AI handed over to people."""

    LOW_CONFIDENCE = "low_confidence", _("Not confident enough")
    NO_KNOWLEDGE = "no_knowledge", _("No knowledge about it")
    CUSTOMER_ASKED = "customer_asked", _("Customer asked for a person")
    DISSATISFACTION = "dissatisfaction", _("Customer is dissatisfied")
    GUARDRAIL = "guardrail", _("A guardrail stopped the answer")
    PLAYBOOK = "playbook", _("A playbook rule")
    SAFETY = "safety", _("Safety")
    AI_UNAVAILABLE = "ai_unavailable", _("AI unavailable")
    AI_OFF = "ai_off", _("AI is off")
    MANUAL = "manual", _("A member escalated")


class Ticket(SlaColumns):
    """One unit of support work: whose turn it is, how urgent, and what the AI had to do with it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PENDING = "pending", _("Pending")
        RESOLVED = "resolved", _("Resolved")

    class Priority(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        CRITICAL = "critical", _("Critical")

    class HandledBy(models.TextChoices):
        NOBODY = "nobody", _("No answer yet")
        AI = "ai", _("AI only")
        BOTH = "both", _("AI and people")
        PEOPLE = "people", _("People only")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveBigIntegerField(editable=False)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="tickets")
    thread_key = models.CharField(max_length=255, blank=True, help_text=_("Names the thread at its source."))
    source = models.JSONField(
        default=dict, blank=True, help_text=_("What the channel knows of where it came from.")
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tickets")
    discussion = models.OneToOneField(Discussion, on_delete=models.PROTECT, related_name="ticket")
    subject = models.CharField(max_length=200)

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.MEDIUM)
    owner = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets")
    stays_unowned = models.BooleanField(
        default=False, help_text=_("Nobody was chosen as its owner: its team's rule leaves it so.")
    )
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="tickets")
    snoozed_until = models.DateTimeField(null=True, blank=True)

    first_ai_reply_at = models.DateTimeField(null=True, blank=True)
    first_member_reply_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalation_reason = models.CharField(max_length=20, choices=EscalationReason.choices, blank=True)
    ai_silent_since = models.DateTimeField(
        null=True, blank=True, help_text=_("From here on people answer, not the AI.")
    )
    ai_confidence = models.FloatField(null=True, blank=True)
    contained = models.BooleanField(
        null=True,
        blank=True,
        help_text=_(
            "Resolved with no escalation and no public message of a member, and not come back about. Empty "
            "until that is known."
        ),
    )
    ai_generated = models.BooleanField(default=False, help_text=_("Opened by the AI from a chat."))
    resolved_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(
        null=True, blank=True, help_text=_("When the customer first wrote what is not answered yet.")
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The latest public answer of a member or the AI.")
    )

    latest_message_preview = models.CharField(max_length=PREVIEW_LENGTH, blank=True)
    latest_message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    latest_message_author = models.CharField(max_length=10, choices=Message.Author.choices, blank=True)
    latest_activity_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged", db_index=False
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="split_off", db_index=False
    )

    # For the member whose list it is in; tickets.inbox.pages says so.
    is_unread = False

    objects = TicketQuerySet["Ticket"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-latest_activity_at", "-id"], name="ticket_latest"),
            models.Index(
                fields=["tenant", "status", "-latest_activity_at", "-id"], name="ticket_status_latest"
            ),
            models.Index(
                fields=["tenant", "owner", "-latest_activity_at", "-id"], name="ticket_owner_latest"
            ),
            models.Index(fields=["tenant", "team", "-latest_activity_at", "-id"], name="ticket_team_latest"),
            models.Index(
                fields=["tenant", "priority", "-latest_activity_at", "-id"], name="ticket_priority_latest"
            ),
            models.Index(
                fields=["tenant", "escalation_reason", "-latest_activity_at", "-id"],
                condition=~Q(escalation_reason=""),
                name="ticket_reason_latest",
            ),
            models.Index(fields=["tenant", "-created_at", "-id"], name="ticket_created"),
            models.Index(fields=["owner"], condition=Q(status="open"), name="ticket_owner_open"),
            models.Index(
                fields=["team", "id"], condition=Q(status="open", owner=None), name="ticket_waits_in_team"
            ),
            models.Index(
                fields=["resolved_at"],
                condition=Q(status="resolved", contained=None, merged_into=None),
                name="ticket_contained_yet",
            ),
            models.Index(
                fields=["tenant", "snoozed_until"],
                condition=Q(snoozed_until__isnull=False),
                name="ticket_snoozed",
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="ticket_merged_into"
            ),
            models.Index(
                fields=["split_from"], condition=Q(split_from__isnull=False), name="ticket_split_from"
            ),
            *SLA_INDEXES,
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="ticket_number_unique"),
            models.UniqueConstraint(
                fields=["channel", "thread_key"], condition=~Q(thread_key=""), name="ticket_thread_once"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:detail", args=[self.number])

    @property
    def reference(self) -> str:
        """What people call it, on every side."""
        return f"#{self.number}"

    @property
    def is_resolved(self) -> bool:
        return self.status == self.Status.RESOLVED

    @property
    def is_escalated(self) -> bool:
        return self.escalated_at is not None

    @property
    def is_ai_silent(self) -> bool:
        return self.ai_silent_since is not None

    @property
    def handled_by(self) -> HandledBy:
        if self.first_ai_reply_at and self.first_member_reply_at:
            return self.HandledBy.BOTH
        if self.first_ai_reply_at:
            return self.HandledBy.AI
        return self.HandledBy.PEOPLE if self.first_member_reply_at else self.HandledBy.NOBODY

    @property
    def handling(self) -> str:
        """Who has it, for its mark in lists: `danger`, `escalated`, else a value of HandledBy."""
        # Resolved, or handed back to the AI: nobody has to be called.
        if self.is_resolved or not self.is_escalated or not self.is_ai_silent:
            return self.handled_by.value
        return "danger" if self.escalation_reason == EscalationReason.SAFETY else "escalated"

    @property
    def handled_by_label(self) -> StrOrPromise:
        return self.handled_by.label

    def note_message(self, message: Message) -> None:
        """Take over what the list shows of the newest message, and who has answered by now. Does not save."""
        self.latest_message_preview = message.in_a_line(PREVIEW_LENGTH)
        self.latest_message_author = message.author
        self.latest_message = message
        self.latest_activity_at = message.created_at
        if message.author == Message.Author.CUSTOMER:
            self.waiting_since = self.waiting_since or message.created_at
        elif message.author in (Message.Author.AI, Message.Author.MEMBER):
            self.waiting_since, self.answered_at = None, message.created_at
        if message.author == Message.Author.AI and self.first_ai_reply_at is None:
            self.first_ai_reply_at = message.created_at
        if message.author == Message.Author.MEMBER:
            self.first_member_reply_at = self.first_member_reply_at or message.created_at
            self.contained = False if self.is_resolved else None

    def move_to(self, status: str, at: datetime) -> None:
        """Change the status and what follows from it. Does not save."""
        was_resolved, self.status = self.is_resolved, status
        self.resolved_at = at if self.is_resolved else None
        if self.is_resolved:
            self.waiting_since = None
        elif was_resolved:
            self.reopened_at = at
        self.contained = self._is_contained() if self.is_resolved else None
        self.snoozed_until = None
        self.latest_activity_at = at

    def _is_contained(self) -> bool | None:
        """As far as it is known when it is resolved: who did not answer the AI may yet come back."""
        if self.is_escalated or self.first_member_reply_at is not None:
            return False
        has_answered = (
            self.first_ai_reply_at is not None and self.latest_message_author == Message.Author.CUSTOMER
        )
        return True if has_answered else None
