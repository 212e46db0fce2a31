from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from knowledge.models.article import Article

COMMENT_CHARACTERS = 1_000


class HelpVote(models.Model):
    """A reader's "Did this help?", once a day. `visitor` can't be led back to a person, or to another day."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    visitor = models.CharField(max_length=64, editable=False)
    day = models.DateField()
    is_helpful = models.BooleanField()
    comment = models.CharField(max_length=COMMENT_CHARACTERS, blank=True, help_text=_("What was missing."))
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["HelpVote"].as_manager()

    class Meta:
        ordering = ["-pk"]
        # What helped lately is asked for by each visitor of the first page.
        indexes = [
            models.Index(
                fields=["tenant", "day"],
                include=["article"],
                condition=models.Q(is_helpful=True),
                name="help_vote_lately",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "visitor", "day"], name="help_vote_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {'yes' if self.is_helpful else 'no'}"
