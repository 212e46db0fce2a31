"""The articles that the AI's answers in a ticket rest on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from conversations.models import Message
from knowledge.models import Passage
from tickets.models import Ticket

ANSWERS_AT_MOST = 200


@dataclass(frozen=True)
class Cited:
    """An article, and how many answers cite it."""

    title: str
    url: str
    answers: int


def articles_cited(ticket: Ticket) -> list[Cited]:
    """The most cited first. An answer that was deleted cites nothing."""
    said = Message.objects.filter(discussion=ticket.discussion_id, author=Message.Author.AI, deleted_at=None)
    newest = said.exclude(citations=[]).order_by("-pk").values_list("citations", flat=True)
    cited = [
        {key for citation in citations for key in citation.get("passages", ())}
        for citations in newest[:ANSWERS_AT_MOST]
    ]
    articles = _articles_of(ticket, set().union(*cited))
    counts = Counter(
        article for keys in cited for article in {articles[key] for key in keys if key in articles}
    )
    return [
        Cited(title, reverse("knowledge:article", args=[slug]), count)
        for (slug, title), count in counts.most_common()
    ]


def _articles_of(ticket: Ticket, passages: set[int]) -> dict[int, tuple[str, str]]:
    """Slug and title by passage."""
    if not passages:
        return {}
    found = Passage.objects.for_tenant(ticket.tenant).filter(pk__in=passages)
    rows = found.values_list("pk", "article__slug", "article__title")
    return {pk: (slug, title) for pk, slug, title in rows}
