from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, Tenant
from guidance.conditions import Conditions
from guidance.querysets import InOrderQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DestinationKind(models.TextChoices):
    CHANNEL = "", _("Where the channel's escalations go")
    TEAM = "team", _("A team")
    MEMBER = "member", _("A member")
    SLACK = "slack", _("A Slack channel")
    EMAIL = "email", _("An email address")


class Priority(models.TextChoices):
    """The priorities of a ticket, which guidance lies below."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class Playbook(models.Model):
    """When the AI hands over, and where to: rules in order, the first whose conditions all hold decides."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="playbooks")
    name = models.CharField(max_length=80)
    is_on = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    objects = InOrderQuerySet["Playbook"].as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["tenant", "position"], name="guidance_playbook_order")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guidance:playbook", args=[self.pk])

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class PlaybookRule(models.Model):
    """Conditions that must all hold, and what happens then. `conditions` has the shape of Conditions."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="rules")
    name = models.CharField(max_length=80)
    is_on = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    conditions = models.JSONField(default=dict)
    destination = models.CharField(max_length=10, choices=DestinationKind.choices, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    address = models.CharField(
        max_length=254, blank=True, help_text=_("The Slack channel's name, or the email address.")
    )
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True)
    message = models.TextField(blank=True, help_text=_("What the customer reads. Empty: the usual words."))

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(destination__in=["slack", "email"]) | ~Q(address=""),
                name="playbook_rule_has_address",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guidance:playbook-rule", args=[self.pk])

    @property
    def condition(self) -> Conditions:
        return Conditions.model_validate(self.conditions)

    @property
    def destination_words(self) -> StrOrPromise:
        """Where it leads: a name where there is one."""
        if self.destination == DestinationKind.TEAM:
            return self.team.name if self.team else _("a team that is gone")
        if self.destination == DestinationKind.MEMBER:
            return self.member.name if self.member else _("a member who is gone")
        if self.destination == DestinationKind.SLACK:
            return _("Slack %(name)s") % {"name": self.address}
        return self.address or DestinationKind.CHANNEL.label
