from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from knowledge.models.article import Article
from knowledge.models.version import Version


class Review(models.Model):
    """A member asked others to approve an article's newest text; an article has one open review at a time.

    While it is open it follows the text: saving a newer version puts that one up for approval.
    """

    class State(models.TextChoices):
        OPEN = "open", _("In review")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    publish_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it is to go live; empty: once it is approved.")
    )
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it was sent back."))

    objects = TenantQuerySet["Review"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["article", "-id"], name="review_latest")]
        constraints = [
            models.UniqueConstraint(fields=["article"], condition=Q(state="open"), name="review_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.pk})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    def decide(self, state: str, *, by: Member, reason: str = "") -> None:
        """What became of it."""
        self.state, self.decided_by, self.decided_at, self.reason = state, by, timezone.now(), reason
        self.save(update_fields=["state", "decided_by", "decided_at", "reason"])


class ReviewComment(models.Model):
    """What a member says of a text in review, to the others."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="+", help_text=_("The text it was said of.")
    )
    author = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.body[:60]
