from __future__ import annotations

import pytest

from agent.models import Run
from conversations.models import Message
from knowledge.services import create_article, publish_now
from tests.ai.conftest import provider
from tests.ai.standin import draft, streamed
from tests.factories import receive

__all__ = ["provider"]

pytestmark = pytest.mark.django_db


def told(ticket) -> str:
    return Message.objects.filter(discussion=ticket.discussion).exclude(author="customer").get().body


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Wie lange dauert es, bis meine Erstattung ankommt?", "nicht selbst antworten"),
        ("Combien de temps faut-il pour que mon remboursement arrive ?", "pas répondre moi-même"),
        ("Сколько времени занимает возврат денег?", "I can't answer in this language"),
        ("退款需要多长时间才能到账", "I can't answer in this language"),
        ("返金はいつ届きますか", "I can't answer in this language"),
    ],
)
def test_another_language_than_the_articles_goes_to_people_and_the_customer_reads_why(
    refunds, widget, work_off, question, words
) -> None:
    ticket = receive(widget, question).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "no_knowledge"
    assert words in told(ticket)
    assert ticket.reference in told(ticket)
    assert "another language" in Run.objects.get().explanation


def test_the_articles_language_is_what_counts(launchpad, alice, widget, work_off) -> None:
    article = create_article(
        tenant=launchpad,
        title="Erstattungen",
        body="Eine Erstattung kommt innerhalb von 5 Werktagen an, wenn wir sie freigegeben haben.",
        by=alice,
    )
    publish_now(version=article.latest, by=alice)
    receive(widget, "Wie lange dauert es, bis meine Erstattung ankommt?")
    work_off()

    assert "another language" not in Run.objects.get().explanation


def test_a_model_that_knows_both_is_not_held_back(refunds, widget, work_off, provider) -> None:
    provider.replies = [streamed(draft(kind="none", sure=0.1))]
    receive(widget, "Wie lange dauert es, bis meine Erstattung ankommt?")
    work_off()

    assert "another language" not in Run.objects.get().explanation
