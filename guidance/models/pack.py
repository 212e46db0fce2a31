from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from conversations.models import Customer
from guidance.querysets import InOrderQuerySet
from guidance.rollout import is_in_rollout


class Tone(models.TextChoices):
    NONE = "", _("No preset")
    PLAIN = "plain", _("Plain")
    WARM = "warm", _("Warm")
    FORMAL = "formal", _("Formal")
    CONCISE = "concise", _("Concise")
    UPBEAT = "upbeat", _("Upbeat")


class Length(models.TextChoices):
    ANY = "", _("As long as it needs to be")
    SHORT = "short", _("Short: one to three sentences")
    MEDIUM = "medium", _("Medium: a short paragraph, or steps")
    LONG = "long", _("Thorough: every step and exception")


class GuidancePack(models.Model):
    """How the AI should sound and what it must not do, for some of the channels, customers and days.

    Of several packs in force, the first in order that says a tone, a length or languages decides it; rules
    and reminders of all of them add up. Removed ones stay: they can be put back.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="guidance_packs")
    name = models.CharField(max_length=80)
    is_on = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    channel_ids = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text=_("Empty for every channel.")
    )
    tone = models.CharField(max_length=10, choices=Tone.choices, blank=True)
    custom_tone = models.TextField(blank=True)
    length = models.CharField(max_length=10, choices=Length.choices, blank=True)
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    preview_notes = models.TextField(blank=True)
    rollout_percent = models.PositiveSmallIntegerField(default=100, validators=[MaxValueValidator(100)])
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)

    objects = InOrderQuerySet["GuidancePack"].as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["tenant", "position"], name="guidance_pack_order")]
        constraints = [
            models.CheckConstraint(condition=Q(rollout_percent__lte=100), name="guidance_pack_rollout_range"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="guidance_pack_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guidance:pack", args=[self.pk])

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    def is_due(self, at: datetime) -> bool:
        """Whether its schedule holds at this moment: from its start on, and before its end."""
        has_begun = self.starts_at is None or self.starts_at <= at
        return has_begun and (self.ends_at is None or at < self.ends_at)

    def is_in_force(self, at: datetime) -> bool:
        return self.is_on and not self.is_removed and self.is_due(at)

    def reaches(self, customer: Customer, channel_id: int | None) -> bool:
        """Whether the customer is in its rollout, and it counts in this channel."""
        in_channel = not self.channel_ids or channel_id in self.channel_ids
        # A customer who was merged into another is that other one, in every rollout.
        person = customer.merged_into_id or customer.pk
        return in_channel and is_in_rollout(self.pk, person, self.rollout_percent)
