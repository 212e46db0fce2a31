"""The articles that the AI's answers rest on, beside the ticket."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from conversations.models import Message
from conversations.services import delete_message
from knowledge.models import Article, Passage
from tests.factories import receive
from tests.knowledge.factories import make_article
from tickets.models import Ticket
from tickets.services import post_hub_message, post_reply

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "How long does a refund take?").ticket


def passage_of(article: Article) -> Passage:
    its = {"tenant": article.tenant, "article": article, "version": article.latest, "title": article.title}
    count = Passage.objects.filter(article=article).count()
    return Passage.objects.create(**its, position=count, text="Refunds take 5 days.")


def answer(ticket: Ticket, *passages: Passage) -> Message:
    """The AI's, citing these as it does: an entry for each article."""
    cited: dict[int, list[int]] = {}
    for passage in passages:
        cited.setdefault(passage.article_id, []).append(passage.pk)
    citations = [{"title": "As it was called", "url": "", "passages": keys} for keys in cited.values()]
    number = Message.objects.count()
    return post_hub_message(
        ticket, author="ai", body="So long.", source_id=f"run:{number}", citations=citations
    )


def cited(ticket: Ticket, client) -> list[tuple[str, str, str]]:
    """Address, title and how often, as the card says it."""
    html = client.get(reverse("tickets:around", args=[ticket.number]), headers=HTMX).content.decode()
    card = re.search(r'aria-labelledby="cited-title">(.*?)</section>', html, re.DOTALL)
    row = r'href="([^"]+)"[^>]*>([^<]+)</a>\s*<span[^>]*>([^<]+)<'
    return re.findall(row, card.group(1)) if card else []


def test_each_article_is_named_with_how_many_answers_cite_it(ticket, launchpad, bob, signed_in) -> None:
    refunds, exports = make_article(launchpad, "Refunds"), make_article(launchpad, "Exports")
    one, two, other = passage_of(refunds), passage_of(refunds), passage_of(exports)
    answer(ticket, other, one, two)
    answer(ticket, two)

    assert cited(ticket, signed_in(bob)) == [
        ("/conversations/content/refunds/", "Refunds", "in 2 answers"),
        ("/conversations/content/exports/", "Exports", "in 1 answer"),
    ]


def test_without_a_citation_there_is_no_card(ticket, bob, signed_in) -> None:
    answer(ticket)
    post_reply(ticket, by=bob, body="Hello")

    assert cited(ticket, signed_in(bob)) == []


def test_a_deleted_answer_cites_nothing(ticket, launchpad, alice, bob, signed_in) -> None:
    said = answer(ticket, passage_of(make_article(launchpad, "Refunds")))

    delete_message(said, by=alice)

    assert cited(ticket, signed_in(bob)) == []


def test_another_tenants_article_is_never_named(ticket, harbor, bob, signed_in) -> None:
    answer(ticket, passage_of(make_article(harbor, "Deposits")))

    assert cited(ticket, signed_in(bob)) == []


def test_the_panel_costs_the_same_however_much_is_cited(
    ticket, launchpad, bob, signed_in, count_queries
) -> None:
    client = signed_in(bob)
    answer(ticket, passage_of(make_article(launchpad, "Refunds")))
    cited(ticket, client)
    with count_queries() as few:
        cited(ticket, client)
    for number in range(6):
        answer(ticket, passage_of(make_article(launchpad, f"Article {number}")))
    with count_queries() as many:
        shown = cited(ticket, client)

    assert len(shown) == 7
    assert len(many) == len(few)
