from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts import audit
from accounts.models import Member
from knowledge.audience import Condition, conditions_of
from knowledge.models import Article, AudienceCondition
from knowledge.services.locking import lock, save


@transaction.atomic
def set_audience(*, article: Article, conditions: Sequence[Condition], by: Member) -> Article:
    """Say who may read the article: whoever matches one of the conditions; with none, everybody.

    It holds at once, for the live text too.
    """
    article = lock(article)
    before = conditions_of(article)
    write_audience(article, conditions)
    after = conditions_of(article)
    if before != after:
        save(article)
        changes = {"audience": [[condition.as_json() for condition in side] for side in (before, after)]}
        audit.record(
            tenant=article.tenant,
            actor=by,
            action="article.audience_changed",
            target=article,
            changes=changes,
        )
    return article


def write_audience(article: Article, conditions: Sequence[Condition]) -> None:
    wanted = [condition for condition in dict.fromkeys(conditions) if not condition.is_empty]
    if wanted == conditions_of(article):
        return
    article.audience.all().delete()
    AudienceCondition.objects.bulk_create(
        AudienceCondition(
            article=article,
            countries=list(condition.countries),
            plans=list(condition.plans),
            segments=list(condition.segments),
        )
        for condition in wanted
    )
