"""Known issues that a ticket may be about, with a similarity that means the same in every knowledge base."""

from __future__ import annotations

import math
from collections.abc import Sequence

from accounts.models import Tenant
from agent.models import IssueProfile, TriageSettings
from agent.triage.profile import USUAL
from ai.local.triage.categories import category_shares
from ai.local.words import specific_words
from ai.types import KnownIssue, TicketCategory, TicketToTriage
from knowledge.audience import Traits
from knowledge.models import Article
from knowledge.retrieval import Hit, retrieve

ISSUES_SHOWN = 3
ISSUES_LOOKED_AT = 20
# Fitted to the tickets of ai/training/triage (docs/decisions/0013-triage.md): how many spreads above the mean
# of the issue, and which score, is even; and what the score and an agreeing category add.
EVEN_SPREADS, EVEN_SCORE = 3.4, 0.43
SCORE_WEIGHT, CATEGORY_WEIGHT, SLOPE = 20.0, 0.7, 0.5
# By how many log odds the nearest issue leads where it is as likely the one as before.
EVEN_LEAD = 0.3
ARTICLE_LEAST = 0.45


def find_issues(tenant: Tenant, text: str) -> list[KnownIssue]:
    """The likeliest first; none for what says nothing in particular, which is somewhat near to all.

    Raises ai.errors.ProviderError when a provider of embeddings fails.
    """
    if not specific_words(text):
        return []
    kinds = (Article.Kind.KNOWN_ISSUE.value,)
    found = retrieve(
        tenant=tenant, query=text, traits=Traits(), limit=ISSUES_LOOKED_AT, kinds=kinds, with_kept_back=False
    ).hits
    best: dict[int, Hit] = {}
    for hit in found:
        best.setdefault(hit.article_id, hit)
    likeness = standing_out(_likeness(tenant, text, best))
    chosen = sorted(best, key=lambda key: -likeness[key])[:ISSUES_SHOWN]
    articles = Article.objects.for_tenant(tenant).in_bulk(chosen)
    return [_issue(articles[key], likeness[key]) for key in chosen if key in articles]


def find_articles(tenant: Tenant, text: str) -> list[str]:
    """Titles of articles that may answer it, likeliest first."""
    hits = retrieve(tenant=tenant, query=text, traits=Traits(), limit=ISSUES_SHOWN, with_kept_back=False).hits
    return list(dict.fromkeys(hit.title for hit in hits if (hit.vector or 0.0) >= ARTICLE_LEAST))


def _likeness(tenant: Tenant, text: str, best: dict[int, Hit]) -> dict[int, float]:
    """By article, 0 to 1: one half where the ticket is as likely about the issue as not."""
    profile = IssueProfile.objects.filter(tenant=tenant).first()
    measured = profile.issues if profile else {}
    categories = tuple(TicketCategory(**category) for category in TriageSettings.of(tenant).categories)
    shares = category_shares(TicketToTriage(text=text, categories=categories))
    named = dict(Article.objects.for_tenant(tenant).filter(pk__in=best).values_list("pk", "category"))
    return {
        key: similarity(hit.score, measured.get(str(key), USUAL), agreement(named.get(key, ""), shares))
        for key, hit in best.items()
    }


def standing_out(likeness: dict[int, float]) -> dict[int, float]:
    """What is about one issue is far from the others; what is about none is somewhat near to several."""
    if len(likeness) < 2:
        return likeness
    odds = {key: math.log(max(share, 1e-9) / max(1 - share, 1e-9)) for key, share in likeness.items()}
    first, second = sorted(odds, key=lambda key: -odds[key])[:2]
    leads = {first: odds[first] - odds[second]}
    return {key: 1 / (1 + math.exp(EVEN_LEAD - leads.get(key, 0.0) - odds[key])) for key in odds}


def similarity(score: float, profile: Sequence[float], agreement: float = 0.0) -> float:
    mean, spread = profile
    evidence = (score - mean) / spread - EVEN_SPREADS + SCORE_WEIGHT * (score - EVEN_SCORE)
    return 1 / (1 + math.exp(-SLOPE * (evidence + CATEGORY_WEIGHT * agreement)))


def agreement(category: str, shares: dict[str, float]) -> float:
    """Above zero where the ticket sounds like the issue's category, below where it does not."""
    share = {name.casefold(): value for name, value in shares.items()}.get(category.casefold())
    return 0.0 if share is None else max(-2.5, min(0.6, math.log((share + 0.02) / 0.3)))


def _issue(article: Article, likeness: float) -> KnownIssue:
    return KnownIssue(
        id=article.external_id or article.slug,
        title=article.title,
        category=article.category,
        symptoms=tuple(article.symptoms),
        recommended_action=article.recommended_action,
        similarity=round(likeness, 4),
    )
