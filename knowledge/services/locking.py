from __future__ import annotations

from django.utils import timezone

from conversations.live import publish as publish_event
from knowledge.models import Article


def lock(article: Article) -> Article:
    """The article as it is now, held until the transaction ends: two members who act at once take turns."""
    locked = Article.objects.select_for_update(of=("self",)).select_related(
        "tenant", "latest", "published", "pending"
    )
    return locked.get(pk=article.pk)


def save(article: Article, *fields: str) -> None:
    """Write these fields, and tell the open pages on commit."""
    article.updated_at = timezone.now()
    article.save(update_fields=[*fields, "updated_at"])
    publish_event(article.tenant_id, "articles", article.pk)
    publish_event(article.tenant_id, f"article-{article.pk}")
