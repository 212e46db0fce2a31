from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from agent.dissatisfaction.phrases import DEFAULTS
from conversations.models import Message
from tickets.models import Ticket


class EscalationSettings(models.Model):
    """When a tenant's dissatisfied customers get a person; a tenant without a row has the defaults."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, related_name="escalation_settings")
    threshold = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("So many dissatisfied messages in a conversation hand it over to a person."),
    )
    phrases = models.JSONField(default=list, blank=True, help_text=_("Empty: the hub's own."))
    kept_messages = models.PositiveSmallIntegerField(
        default=50,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
        help_text=_("Of so many of a conversation's latest messages it is kept what was heard in them."),
    )
    support_email = models.EmailField(
        blank=True, help_text=_("It gets the transcript when a dissatisfied customer is handed over.")
    )

    objects = TenantQuerySet["EscalationSettings"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("escalation settings")

    def __str__(self) -> str:
        return f"Escalation of {self.tenant}"

    @classmethod
    def of(cls, tenant: Tenant) -> EscalationSettings:
        """The tenant's, read anew."""
        return cls.objects.for_tenant(tenant).first() or cls(tenant=tenant)

    @property
    def listened_for(self) -> list[str]:
        return list(self.phrases) or list(DEFAULTS)


class Dissatisfaction(models.Model):
    """How a ticket's customer takes the AI's help: the signals that count, and what was heard of late.

    It is changed under the ticket's lock only.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="dissatisfaction")
    count = models.PositiveIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)
    counts_since = models.DateTimeField(
        null=True, blank=True, help_text=_("When the ticket was last handed back to the AI.")
    )
    recent = models.JSONField(default=list, help_text=_("What was heard in the latest messages."))
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Dissatisfaction"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("dissatisfaction")

    def __str__(self) -> str:
        return f"{self.count} in {self.ticket}"

    @property
    def is_escalated(self) -> bool:
        return self.escalated_at is not None

    def begin_anew(self, at: datetime) -> None:
        """The ticket was handed back: what was before does not count any more. Does not save."""
        self.count, self.escalated_at, self.counts_since = 0, None, at

    def remember(self, entry: dict[str, Any], *, at_most: int) -> None:
        """Keep what was heard in a message, dropping the oldest. Does not save."""
        self.recent = [*self.recent, entry][-at_most:]


class Signal(models.Model):
    """A customer's message that said the AI's help is no help, or that asked for a person."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("Asked for a person")
        PHRASE = "phrase", _("A phrase")
        CLASSIFIER = "classifier", _("In other words")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    dissatisfaction = models.ForeignKey(Dissatisfaction, on_delete=models.CASCADE, related_name="signals")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="signal")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    phrase = models.CharField(max_length=100, blank=True)
    chance = models.FloatField(help_text=_("The classifier's, 0 to 1."))
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Signal"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["dissatisfaction", "id"])]

    def __str__(self) -> str:
        return self.phrase or str(self.get_kind_display())
