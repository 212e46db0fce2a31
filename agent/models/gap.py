from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from agent.models.run import Run
from ai.embeddings import DIMENSIONS
from knowledge.models import Article


class Gap(models.Model):
    """Questions that ask the same and that the AI could not answer. It stays the same gap while most of its
    questions stay together, so that what a member did with it lasts."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DRAFTED = "drafted", _("An article is drafted")
        DISMISSED = "dismissed", _("Dismissed")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    size = models.PositiveIntegerField(default=0)
    central = models.ForeignKey(
        "GapQuestion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Gap"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "state", "-size", "id"], name="gap_largest")]

    def __str__(self) -> str:
        return f"{self.size} questions ({self.pk})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def decide(self, state: str, *, by: Member | None, article: Article | None = None) -> None:
        """What a member did with it."""
        self.state, self.decided_by, self.decided_at = state, by, timezone.now()
        self.article = article or self.article
        self.save(update_fields=["state", "decided_by", "decided_at", "article"])


class GapQuestion(models.Model):
    """A question that a run could not answer, as a vector; its words are the message's, and go with it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="gap_question")
    gap = models.ForeignKey(Gap, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    vector = VectorField(dimensions=DIMENSIONS)
    model = models.CharField(max_length=100)
    asked_at = models.DateTimeField()

    objects = TenantQuerySet["GapQuestion"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "-asked_at"], name="gap_question_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class GapSearch(models.Model):
    """When a tenant's gaps were last looked for, and how far a search is that runs."""

    tenant = models.OneToOneField(Tenant, on_delete=models.CASCADE, primary_key=True, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "gap searches"
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False), name="gap_search_began"
            )
        ]

    def __str__(self) -> str:
        return str(self.tenant_id)

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    @property
    def topic(self) -> str:
        return f"gaps-{self.tenant_id}"

    def begin(self) -> datetime:
        self.started_at, self.finished_at, self.error = timezone.now(), None, ""
        self.done = self.total = 0
        self.save()
        return self.started_at

    def end(self, error: str = "") -> None:
        self.finished_at, self.error = timezone.now(), error
        self.save()
