from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from knowledge.querysets import ArticleQuerySet


class Article(models.Model):
    """A piece of knowledge. Its text is in its versions.

    `latest` is the newest version, `published` the one that is live. `pending` is on its way: it takes
    the place of `published` once its passages are embedded, and until then the old text stays live.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        SNIPPET = "snippet", _("Snippet")
        KNOWN_ISSUE = "known_issue", _("Known issue")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="articles")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ARTICLE)
    title = models.CharField(max_length=200, help_text=_("The newest version's."))
    slug = models.SlugField(max_length=220, db_index=False)
    category = models.CharField(max_length=80, blank=True)
    external_id = models.CharField(
        max_length=200, blank=True, help_text=_("Its id where it was imported from.")
    )
    source_url = models.URLField(max_length=500, blank=True)
    details = models.JSONField(
        default=dict, blank=True, help_text=_("Of a known issue: symptoms and recommended_action.")
    )
    enabled = models.BooleanField(default=True)
    latest = models.ForeignKey("Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published = models.ForeignKey(
        "Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    pending = models.ForeignKey("Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    pending_error = models.TextField(blank=True, help_text=_("Why the pending version could not go live."))
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ArticleQuerySet["Article"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["tenant", "-updated_at", "-id"], name="article_tenant_updated")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="article_slug_once"),
            models.UniqueConstraint(
                fields=["tenant", "kind", "external_id"],
                condition=~models.Q(external_id=""),
                name="article_external_id_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.slug])

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_known_issue(self) -> bool:
        return self.kind == self.Kind.KNOWN_ISSUE

    @property
    def is_for_everybody(self) -> bool:
        return not self.audience.all()

    @property
    def is_live(self) -> bool:
        """Whether its published text is found by search and by the AI."""
        return self.enabled and self.published_id is not None and not self.is_archived

    @property
    def is_going_live(self) -> bool:
        return self.pending_id is not None and not self.pending_error

    @property
    def has_unpublished_changes(self) -> bool:
        return self.published_id is not None and self.has_draft

    @property
    def has_draft(self) -> bool:
        """Whether the newest version was not published, or could not go live."""
        on_its_way = None if self.pending_error else self.pending_id
        return self.latest_id not in (self.published_id, on_its_way)

    @property
    def symptoms(self) -> list[str]:
        return list(self.details.get("symptoms", []))

    @property
    def recommended_action(self) -> str:
        return str(self.details.get("recommended_action", ""))
