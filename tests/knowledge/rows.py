"""Rows of the kinds that bring a text live, written without the services that write them."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Member
from knowledge.models import (
    Article,
    ArticleFile,
    ContentSettings,
    EmbeddingSpace,
    Review,
    ReviewComment,
    ScheduledChange,
)


def add_governing(article: Article, member: Member) -> None:
    """One more of each: a review that was sent back, with a comment; a plan that was carried out."""
    ContentSettings.objects.get_or_create(tenant=article.tenant)
    EmbeddingSpace.objects.get_or_create(tenant=article.tenant)
    review = Review.objects.create(
        tenant=article.tenant,
        article=article,
        version=article.latest,
        state=Review.State.SENT_BACK,
        asked_by=member,
        decided_by=member,
        reason="It is 9 days.",
    )
    ReviewComment.objects.create(review=review, version=review.version, author=member, body="Is it?")
    file = ArticleFile.objects.create(
        tenant=article.tenant, name="a.txt", content_type="text/plain", size=5, file="a", uploaded_by=member
    )
    article.latest.files.add(file)
    ScheduledChange.objects.create(
        tenant=article.tenant,
        article=article,
        kind="publish",
        version=article.latest,
        at=timezone.now(),
        by=member,
        state=ScheduledChange.State.DONE,
    )
