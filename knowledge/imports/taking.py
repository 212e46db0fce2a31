"""One entry becomes an article, or the next version of the one that it became before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import Member, Tenant
from knowledge.imports.entries import Entry, Found, Refusal
from knowledge.imports.planning import differs, find_article
from knowledge.models import Article, ImportItem
from knowledge.services import ContentRefused, create_article, publish, save_draft, set_audience
from knowledge.services.locking import lock, save

Outcome = ImportItem.Outcome


@dataclass(frozen=True)
class Taken:
    """`reason` says why it is there but not published."""

    article: Article
    outcome: ImportItem.Outcome
    reason: str = ""


@transaction.atomic
def take(tenant: Tenant, entry: Entry, *, by: Member, publishes: bool) -> Taken:
    """Create or update the entry's article; twice makes one. Raises ContentRefused, keeping nothing."""
    # The tenant's row is the lock, as for a new article: two imports of one page make one article.
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    article = find_article(tenant, entry)
    if article is None:
        article, outcome = _create(tenant, entry, by), Outcome.CREATED
    elif differs(article, entry):
        _update(article, entry, by)
        outcome = Outcome.UPDATED
    else:
        outcome = Outcome.UNCHANGED
    return Taken(article, outcome, _publish(article, by) if publishes else "")


def take_all(tenant: Tenant, found: Iterable[Found], *, by: Member) -> list[Refusal]:
    """Take and publish without showing anybody first, as for loading data; returns what was not taken."""
    refusals = []
    for each in found:
        if isinstance(each, Refusal):
            refusals.append(each)
            continue
        try:
            take(tenant, each, by=by, publishes=True)
        except ContentRefused as error:
            refusals.append(Refusal(each.origin, each.title, str(error)))
    return refusals


def _create(tenant: Tenant, entry: Entry, by: Member) -> Article:
    return create_article(
        tenant=tenant,
        title=entry.title,
        body=entry.body,
        by=by,
        kind=entry.kind,
        category=entry.category or "",
        audience=entry.audience or [],
        external_id=entry.external_id,
        source_url=entry.source_url,
        details=entry.details,
    )


def _update(article: Article, entry: Entry, by: Member) -> None:
    article = lock(article)
    number = article.latest.number if article.latest else 0
    save_draft(article=article, title=entry.title, body=entry.body, base_number=number, by=by)
    if entry.audience is not None:
        set_audience(article=article, conditions=entry.audience, by=by)
    _update_details(article, entry, by)


def _update_details(article: Article, entry: Entry, by: Member) -> None:
    after: dict[str, Any] = {}
    if entry.category is not None:
        after["category"] = entry.category.strip()
    if entry.details:
        after["details"] = entry.details
    changes = {name: [getattr(article, name), value] for name, value in after.items()}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    if not changes:
        return
    for name, (_before, value) in changes.items():
        setattr(article, name, value)
    save(article, *changes)
    audit.record(
        tenant=article.tenant, actor=by, action="article.details_changed", target=article, changes=changes
    )


def _publish(article: Article, by: Member) -> str:
    """Ask for the newest version to go live. What is refused stays a draft; returns why."""
    article.refresh_from_db(fields=["latest"])
    if article.latest is None:
        return ""
    try:
        with transaction.atomic():
            publish(version=article.latest, by=by)
    except ContentRefused as error:
        return str(error)
    return ""
