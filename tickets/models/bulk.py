from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from tickets.models.ticket import Ticket


class BulkAction(models.Model):
    """One change that a member asked for on many tickets at once, or on one of them on its own page."""

    class Verb(models.TextChoices):
        RESOLVE = "resolve", _("Resolve")
        REOPEN = "reopen", _("Reopen")
        PENDING = "pending", _("Set pending")
        SNOOZE = "snooze", _("Snooze")
        ASSIGN = "assign", _("Assign")
        PRIORITY = "priority", _("Set priority")
        TAG = "tag", _("Add tag")
        UNTAG = "untag", _("Remove tag")
        CATEGORY = "category", _("Set category")
        WAKE = "wake", _("Wake")
        TRIAGE = "triage", _("Apply triage")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Taking back")
        UNDONE = "undone", _("Taken back")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bulk_actions")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    arguments = models.JSONField(default=dict, blank=True)
    is_single = models.BooleanField(
        default=False, help_text=_("Done on the ticket's own page, which offers to undo it.")
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["BulkAction"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="bulk_of_member")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.total})"

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.RUNNING, self.State.UNDOING)

    @property
    def failed_count(self) -> int:
        return self.items.filter(state=BulkItem.State.FAILED).count()

    @property
    def unchanged_count(self) -> int:
        return self.done_count - self.changed_count

    @property
    def topic(self) -> str:
        """Where its progress is told."""
        return f"bulk-{self.pk}"


class BulkItemQuerySet(models.QuerySet["BulkItem"]):
    def waiting(self) -> Self:
        return self.filter(state=BulkItem.State.WAITING)


class BulkItem(models.Model):
    """One ticket of a bulk action, with what it was before."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Was so already")
        UNDONE = "undone", _("Taken back")
        KEPT = "kept", _("Changed again since, left alone")
        FAILED = "failed", _("Could not be changed")

    bulk = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    before = models.JSONField(default=dict, blank=True)

    objects = BulkItemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "ticket"], name="bulk_item_once")]
        indexes = [models.Index(fields=["bulk", "state", "id"], name="bulk_item_state")]

    def __str__(self) -> str:
        return f"{self.bulk_id}: {self.ticket_id}"
