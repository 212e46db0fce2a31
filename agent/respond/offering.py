"""Articles in place of an answer: where none is sure enough, but one of the nearest articles may help."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from agent import wording
from agent.guiding.guide import Guide
from agent.learning import learned_of
from agent.models import Outcome, Run
from agent.respond.decision import Decision
from agent.respond.situation import Situation
from agent.respond.sources import as_sources
from agent.respond.trace import Trace
from ai.offering import nearest_articles
from ai.types import Answer, NearArticle, Nearest
from knowledge.retrieval import Hit, Retrieval
from tickets.models import EscalationReason

# What would make a link, an emphasis or a tag of a text that is quoted in Markdown.
_ACTIVE = re.compile(r"([\\`*_\[\]<>])")


def decide_to_offer(
    situation: Situation,
    retrieval: Retrieval,
    guide: Guide,
    trace: Trace,
    *,
    answer: Answer | None = None,
    in_vain: Callable[[Hit], bool] = lambda hit: False,
) -> Decision | None:
    """The nearest articles, but for what was shown `in_vain`; None where they are not worth showing.

    They are retrieval's hits, so this customer may read them; the team's guardrails hold for what is shown.
    """
    hits = [hit for hit in retrieval.hits if not in_vain(hit)]
    with trace.step("offer") as found:
        nearest = nearest_articles(situation.asked, as_sources(hits))
        chance = _as_learned(nearest, situation, found)
        if not nearest.articles or chance < nearest.threshold:
            return None
        about = situation.question
        allowed = [article for article in nearest.articles if guide.allows(article.text, about=about)]
        found["kept_back_by_guardrails"] = len(nearest.articles) - len(allowed)
    # The chance is that of all of them, and most of it is the first one's.
    if nearest.articles[0] not in allowed:
        return _kept_back(answer, retrieval)
    return _as_decision(nearest, allowed, chance, answer=answer, retrieval=retrieval)


def _as_learned(nearest: Nearest, situation: Situation, found: dict[str, Any]) -> float:
    """The chance that one of them helps, as this tenant's customers have found offers to be."""
    learned = learned_of(situation.ticket.tenant_id, Outcome.Kind.OFFER, "local")
    chance = learned.apply(nearest.chance)
    found.update(
        chance=chance,
        threshold=nearest.threshold,
        learned=learned.shift or None,
        evidence=nearest.evidence,
        articles=[article.title for article in nearest.articles],
    )
    return chance


def _kept_back(answer: Answer | None, retrieval: Retrieval) -> Decision:
    return Decision(
        Run.Decision.ESCALATE,
        "A guardrail keeps back the article that would most likely help.",
        reason=EscalationReason.GUARDRAIL,
        answer=answer,
        retrieval=retrieval,
    )


def _as_decision(
    nearest: Nearest,
    allowed: list[NearArticle],
    chance: float,
    *,
    answer: Answer | None,
    retrieval: Retrieval,
) -> Decision:
    addresses = {hit.article_id: {"slug": hit.slug, "url": hit.url} for hit in retrieval.hits}
    articles = [article.model_dump() | addresses[article.article_id] for article in allowed]
    return Decision(
        Run.Decision.OFFER,
        f"No answer is sure enough, but with a chance of {chance:.2f} one of these articles helps; "
        f"it takes {nearest.threshold:.2f}.",
        body=in_words(articles),
        answer=answer,
        retrieval=retrieval,
        citations=[_citation(article) for article in articles],
        chance=nearest.chance,
        articles=articles,
        parts=(wording.offer(), *(f"{article.title}\n{article.text}" for article in allowed)),
    )


def _citation(article: dict[str, Any]) -> dict[str, Any]:
    named = {name: article[name] for name in ("title", "slug", "url")}
    return {**named, "passages": [article["passage_id"]], "sentences": []}


def in_words(articles: list[dict[str, Any]]) -> str:
    """The offer as Markdown, for the team and channels without cards: links, passages, and the question."""
    return "\n\n".join([wording.offer(), *map(_paragraph, articles), wording.ask_about_offer(len(articles))])


def _paragraph(article: dict[str, Any]) -> str:
    title = _quoted(article["title"])
    url = article["url"]
    address = url if url.startswith(("http://", "https://")) else settings.HUB_URL + url
    head = f"**[{title}]({address})**" if url else f"**{title}**"
    pieces = [
        f"**{_quoted(piece['text'])}**" if piece["is_marked"] else _quoted(piece["text"])
        for piece in article["excerpt"]
    ]
    return f"{head}\n{''.join(pieces)}"


def _quoted(text: str) -> str:
    return _ACTIVE.sub(r"\\\1", text)
