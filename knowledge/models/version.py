from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from knowledge.models.article import Article
from knowledge.models.file import ArticleFile
from knowledge.querysets import VersionQuerySet


class Version(models.Model):
    """An article's text as it was saved once. It never changes; the next save is the next number."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        PUBLISHED = "published", _("Published")
        ARCHIVED = "archived", _("Archived")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(help_text=_("Markdown"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When somebody who did not write it approved it.")
    )
    findings = models.JSONField(
        default=list,
        blank=True,
        help_text=_("What in it looks like instructions to the AI: kind, start and end in `whole`."),
    )
    files = models.ManyToManyField(ArticleFile, blank=True, related_name="versions")
    released_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a member looked at it and found no harm in it.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("body", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = VersionQuerySet["Version"].as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [GinIndex(fields=["search"], name="version_search")]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def whole(self) -> str:
        """Title and text as one, to compare."""
        return f"{self.title}\n\n{self.body}\n"

    @property
    def is_draft(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.IN_REVIEW)

    @property
    def is_in_review(self) -> bool:
        return self.state == self.State.IN_REVIEW

    @property
    def is_held(self) -> bool:
        """It looks like instructions to the AI, and nobody has looked at it yet."""
        return bool(self.findings) and self.released_at is None

    def release(self, *, by: Member | None) -> None:
        self.released_by, self.released_at = by, timezone.now()
        self.save(update_fields=["released_by", "released_at"])

    def approve(self, *, by: Member) -> None:
        self.approved_by, self.approved_at = by, timezone.now()
        self.save(update_fields=["approved_by", "approved_at"])

    def move_to(self, state: str) -> None:
        self.state = state
        self.save(update_fields=["state"])
