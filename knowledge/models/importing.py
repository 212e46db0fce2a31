from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from knowledge.models.article import Article


class Import(models.Model):
    """Content that a member brings from elsewhere: read, shown to them, and then taken in the background.

    `upload` is there until it was read, or `url` says where to read. What was refused stays, for the report.
    """

    class State(models.TextChoices):
        READING = "reading", _("Reading")
        READY = "ready", _("Ready")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255, help_text=_("The file's, or the address."))
    url = models.CharField(max_length=2000, blank=True)
    upload = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    error = models.TextField(blank=True, help_text=_("Why nothing of it could be used."))
    publishes = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0, help_text=_("How many were chosen."))
    done_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["Import"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="import_tenant_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def topic(self) -> str:
        """Where its progress is told."""
        return f"import-{self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.READING, self.State.RUNNING)

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    def waiting(self) -> Self:
        return self.filter(is_chosen=True, outcome="")

    def refused(self) -> Self:
        """Also what was found to be wrong only when it was taken, and what is there but not published."""
        return self.filter(Q(plan=ImportItem.Plan.REFUSED) | ~Q(reason=""))


class ImportItem(models.Model):
    """One article to be, or one that can't become one. `entry` is emptied when it is no longer needed."""

    class Plan(models.TextChoices):
        CREATE = "create", _("New")
        UPDATE = "update", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        REFUSED = "refused", _("Refused")

    class Outcome(models.TextChoices):
        CREATED = "created", _("Created")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        REFUSED = "refused", _("Refused")
        LEFT_OUT = "left_out", _("Left out")

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    origin = models.CharField(max_length=300)
    title = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=80, blank=True)
    size = models.PositiveIntegerField(default=0, help_text=_("Bytes of its text."))
    plan = models.CharField(max_length=10, choices=Plan.choices)
    entry = models.JSONField(default=dict, blank=True)
    is_chosen = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="import_item_once")]

    def __str__(self) -> str:
        return self.title or self.origin

    @property
    def can_be_chosen(self) -> bool:
        return self.plan != self.Plan.REFUSED
