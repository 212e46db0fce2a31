from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Member
from knowledge.models import Article, Passage, ScheduledChange, Version
from knowledge.services.locking import lock, save


@transaction.atomic
def enable_article(*, article: Article, by: Member) -> Article:
    """Switch the published text on again."""
    article = lock(article)
    if not article.enabled:
        article.enabled = True
        _keep(article, "enabled", action="article.enabled", by=by)
    return article


@transaction.atomic
def disable_article(*, article: Article, by: Member) -> Article:
    """Hide the published text from search, customers and the AI, at once and without a new version."""
    article = lock(article)
    if article.enabled:
        article.enabled = False
        _keep(article, "enabled", action="article.disabled", by=by)
    return article


@transaction.atomic
def unpublish_article(*, article: Article, by: Member | None) -> Article:
    """Take the live text back: it is a draft again, and can be published again."""
    article = lock(article)
    published = article.published
    if published is not None:
        is_latest = published.pk == article.latest_id
        published.move_to(Version.State.DRAFT if is_latest else Version.State.ARCHIVED)
        article.published = None
        _keep(article, "published", action="article.unpublished", by=by)
    return article


@transaction.atomic
def archive_article(*, article: Article, by: Member) -> Article:
    """Put it away. Its history stays, and it can be restored."""
    article = lock(article)
    if not article.is_archived:
        article.archived_at, article.pending, article.pending_error = timezone.now(), None, ""
        waiting = article.scheduled_changes.filter(state=ScheduledChange.State.WAITING)
        waiting.update(state=ScheduledChange.State.CANCELLED, settled_at=timezone.now())
        _keep(article, "archived_at", "pending", "pending_error", action="article.archived", by=by)
    return article


@transaction.atomic
def restore_article(*, article: Article, by: Member) -> Article:
    """Bring an archived article back as it was."""
    article = lock(article)
    if article.is_archived:
        article.archived_at = None
        _keep(article, "archived_at", action="article.restored", by=by)
    return article


def _keep(article: Article, *fields: str, action: str, by: Member | None) -> None:
    save(article, *fields)
    Passage.objects.filter(article=article, is_live=True).exclude(version=article.published_id).update(
        is_live=False
    )
    Passage.objects.filter(article=article, version=article.published_id).update(is_live=article.is_live)
    audit.record(tenant=article.tenant, actor=by, action=action, target=article)
