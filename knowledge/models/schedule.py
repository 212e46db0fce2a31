from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from knowledge.models.article import Article
from knowledge.models.version import Version


class ScheduledChange(models.Model):
    """At a moment a version goes live, or an article stops being live. One of each waits at a time.

    It is that version which goes live, whatever was written since.
    """

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("Goes live")
        UNPUBLISH = "unpublish", _("Stops being live")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Could not be done")
        CANCELLED = "cancelled", _("Cancelled")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="scheduled_changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True, help_text=_("Why it could not be done."))
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["ScheduledChange"].as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "kind"], condition=Q(state="waiting"), name="scheduled_change_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="publish", version__isnull=False) | Q(kind="unpublish", version=None),
                name="scheduled_change_has_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_publish(self) -> bool:
        return self.kind == self.Kind.PUBLISH

    def settle(self, state: str, why: str = "") -> None:
        self.state, self.why, self.settled_at = state, why[:300], timezone.now()
        self.save(update_fields=["state", "why", "settled_at"])
