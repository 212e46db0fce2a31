from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Member, Tenant
from knowledge.approval import may_go_live
from knowledge.audience import Condition
from knowledge.markup import keys_in
from knowledge.models import Article, ArticleFile, Passage, Review, Version
from knowledge.services.audience import write_audience
from knowledge.services.cleaning import clean_body, clean_title, free_slug
from knowledge.services.errors import EditedMeanwhile
from knowledge.services.holding import hold_what_instructs
from knowledge.services.locking import lock, save
from knowledge.services.publishing import publish

SAME_FORM_SECONDS = 60


@transaction.atomic
def create_article(
    *,
    tenant: Tenant,
    title: str,
    body: str,
    by: Member | None,
    kind: str = Article.Kind.ARTICLE,
    category: str = "",
    audience: Sequence[Condition] = (),
    slug: str = "",
    external_id: str = "",
    source_url: str = "",
    details: dict[str, Any] | None = None,
) -> Article:
    """An article with its first version, a draft. The same form sent twice makes one article.

    Raises ContentRefused when the title or the body is empty or too long.
    """
    title, body = clean_title(title), clean_body(body)
    # The tenant's row is the lock, so that two articles of one title get two slugs.
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    again = _sent_twice(tenant, title, body, by) if by and not external_id else None
    if again is not None:
        return again
    article = Article.objects.create(
        tenant=tenant,
        kind=kind,
        title=title,
        slug=free_slug(tenant, slug or title, fallback=kind),
        category=category.strip()[:80],
        external_id=external_id,
        source_url=source_url,
        details=details or {},
        created_by=by,
    )
    write_audience(article, audience)
    _add_version(article, title=title, body=body, by=by)
    audit.record(tenant=tenant, actor=by, action="article.created", target=article)
    return article


@transaction.atomic
def save_draft(*, article: Article, title: str, body: str, base_number: int, by: Member | None) -> Version:
    """Keep the text as the article's next version; unchanged text stays the version it is.

    `base_number` is the version the writer started from. Raises EditedMeanwhile when it is no longer the
    newest, and ContentRefused when the title or the body is empty or too long.
    """
    title, body = clean_title(title), clean_body(body)
    article = lock(article)
    latest = article.latest
    if latest is not None and (latest.title, latest.body) == (title, body):
        return latest
    if latest is not None and latest.number != base_number:
        raise EditedMeanwhile(latest)
    version = _add_version(article, title=title, body=body, by=by)
    audit.record(
        tenant=article.tenant,
        actor=by,
        action="article.edited",
        target=article,
        changes={"version": version.number},
    )
    return version


@transaction.atomic
def revert_to(*, version: Version, by: Member) -> Version:
    """Bring an earlier text back as a new version. What is published stays published, with that text.

    Where that text still needs somebody's approval, it stays a draft.
    """
    article = lock(version.article)
    latest = article.latest
    if latest is None or (latest.title, latest.body) != (version.title, version.body):
        latest = _add_version(article, title=version.title, body=version.body, by=by)
        changes = {"version": latest.number, "text_of": version.number}
        audit.record(
            tenant=article.tenant, actor=by, action="article.reverted", target=article, changes=changes
        )
    if article.published_id is not None and may_go_live(latest) and not latest.is_held:
        publish(version=latest, by=by)
    return latest


@transaction.atomic
def update_details(*, article: Article, kind: str, category: str, by: Member) -> Article:
    """Change what is not text; it holds at once, without a new version."""
    article = lock(article)
    before = {"kind": article.kind, "category": article.category}
    after = {"kind": kind, "category": category.strip()[:80]}
    if before == after:
        return article
    article.kind, article.category = after["kind"], after["category"]
    save(article, "kind", "category")
    Passage.objects.filter(article=article).update(kind=kind)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    audit.record(
        tenant=article.tenant, actor=by, action="article.details_changed", target=article, changes=changes
    )
    return article


def _add_version(article: Article, *, title: str, body: str, by: Member | None) -> Version:
    number = article.latest.number + 1 if article.latest else 1
    drafts = article.versions.filter(state__in=(Version.State.DRAFT, Version.State.IN_REVIEW))
    on_its_way = [article.pending.pk] if article.pending else []
    drafts.exclude(pk__in=on_its_way).update(state=Version.State.ARCHIVED)
    review = article.reviews.filter(state=Review.State.OPEN).first()
    version = Version(
        tenant=article.tenant,
        article=article,
        number=number,
        title=title,
        body=body,
        author=by,
        state=Version.State.IN_REVIEW if review else Version.State.DRAFT,
    )
    hold_what_instructs(version)
    version.save(force_insert=True)
    version.files.set(ArticleFile.objects.for_tenant(article.tenant).filter(key__in=keys_in(body)))
    if review is not None:
        review.version = version
        review.save(update_fields=["version"])
    article.title, article.latest = title, version
    save(article, "title", "latest")
    return version


def _sent_twice(tenant: Tenant, title: str, body: str, by: Member) -> Article | None:
    recent = timezone.now() - timedelta(seconds=SAME_FORM_SECONDS)
    mine = Article.objects.for_tenant(tenant).filter(created_by=by, created_at__gte=recent, title=title)
    return mine.filter(versions__number=1, versions__body=body).first()
