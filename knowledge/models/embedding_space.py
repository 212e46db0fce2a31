from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from ai.embeddings import model_name
from knowledge.models.passage import Passage
from knowledge.querysets import PassageQuerySet


class EmbeddingSpace(models.Model):
    """Which model made the vectors that a tenant's searches compare with, and the move to another.

    Vectors of two models say nothing about each other. While `target` is set, passages get a second vector
    by that model beside the one that is searched; when all have one, they change over in one transaction.
    """

    tenant = models.OneToOneField(
        Tenant, on_delete=models.CASCADE, primary_key=True, related_name="embedding_space"
    )
    model = models.CharField(max_length=100)
    target = models.CharField(max_length=100, blank=True)
    everything = models.BooleanField(
        default=False, help_text=_("Whether passages that have a vector of the target get another.")
    )
    reached = models.BigIntegerField(default=0, help_text=_("Passages up to this key are done."))
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, help_text=_("Why the move stopped; it can go on from there."))

    def __str__(self) -> str:
        return self.model

    @classmethod
    def of(cls, tenant: Tenant) -> EmbeddingSpace:
        return cls.objects.filter(tenant=tenant).first() or cls(tenant=tenant, model=model_name())

    @classmethod
    def model_of(cls, tenant: Tenant) -> str:
        """The model a question is to be embedded with, to be compared with the tenant's passages."""
        found = cls.objects.filter(tenant=tenant).values_list("model", flat=True).first()
        return found or model_name()

    @property
    def is_moving(self) -> bool:
        return bool(self.target) and not self.error

    @property
    def is_outdated(self) -> bool:
        """Whether the hub is set to another model than the one that is searched with."""
        return self.model != model_name()

    @property
    def topic(self) -> str:
        return f"embedding-{self.tenant_id}"

    def waiting(self) -> PassageQuerySet[Passage]:
        """Passages that are still to get a vector of the target."""
        passages = Passage.objects.for_tenant(self.tenant).exclude(next_model=self.target)
        return passages if self.everything else passages.exclude(embedding_model=self.target)

    def begin(self, target: str, *, everything: bool, by: Member | None) -> None:
        self.target, self.everything = target, everything
        self.total, self.done, self.reached, self.error = self.waiting().count(), 0, 0, ""
        self.started_by, self.started_at, self.finished_at = by, timezone.now(), None
        self.save()

    def arrive(self) -> None:
        self.model, self.target, self.finished_at = self.target, "", timezone.now()
        self.save()
