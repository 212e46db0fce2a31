"""After an answer the customer says yes, or says no."""

from __future__ import annotations

import pytest

from agent.models import Outcome, Run
from agent.outcomes.retrying import give_up_retry
from agent.outcomes.silence import settle_the_silent
from ai.models import AISettings
from conversations.models import Channel, Message
from conversations.services.changing import delete_message
from knowledge.services import create_article, publish_now
from tests.agent.outcomes.after import let_pass, say
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_an_answer_asks_whether_it_helped_and_a_yes_resolves(answer, visitor) -> None:
    assert visitor.read().json()["ticket"]["asks"] == {"message_id": answer["id"], "kind": "answer"}

    assert say(visitor, answer, helped=True).json()["ticket"]["status"] == "resolved"

    ticket = Ticket.objects.get()
    assert (ticket.contained, Outcome.objects.get().verdict) == (True, "helped")
    assert Outcome.objects.get().confidence == pytest.approx(Run.objects.get().confidence)


def test_a_yes_in_words_resolves_too_and_gets_no_answer(answer, visitor, work_off) -> None:
    visitor.write("Yes, perfect. Thank you!")
    work_off()

    assert Ticket.objects.get().is_resolved
    assert Run.objects.latest("pk").decision == "ignore"
    assert (Outcome.objects.get().verdict, Outcome.objects.get().how) == ("helped", "words")


def test_what_took_no_answer_is_no_part_of_the_next_question(answer, visitor, work_off) -> None:
    visitor.write("ok")
    work_off()
    visitor.write("yes that helped")
    work_off()

    assert Ticket.objects.get().is_resolved
    assert Outcome.objects.get().verdict == "helped"


@pytest.mark.parametrize("in_words", [False, True])
def test_a_no_gets_other_articles_or_a_person_or_a_question_and_counts_as_unhelpful(
    answer, visitor, work_off, in_words
) -> None:
    if in_words:
        visitor.write("No, that didn't help")
    else:
        assert say(visitor, answer, helped=False).status_code == 200
    work_off()

    ticket, run = Ticket.objects.get(), Run.objects.latest("pk")
    assert not ticket.is_resolved
    assert run.purpose == ("turn" if in_words else "retry")
    if run.decision == "offer":
        titles = [article["title"] for article in Outcome.objects.latest("pk").articles]
        assert "Refunds" not in titles, "what did not help is not shown again"
    elif in_words:
        # Who writes is asked on; how often they say so counts (agent.dissatisfaction).
        assert (run.decision, ticket.is_escalated) == ("clarify", False)
    else:
        assert (run.decision, ticket.escalation_reason) == ("escalate", "low_confidence")


def test_a_no_is_counted_by_the_teams_rules(answer, visitor, work_off) -> None:
    from agent.guiding.facts import facts_of
    from agent.respond.situation import load_situation

    say(visitor, answer, helped=False)
    received = visitor.write("I asked about the time it takes").json()["message"]

    assert facts_of(load_situation(received["id"])).unhelpful_turns == 1


def test_another_try_that_fails_for_good_goes_to_a_person(answer, visitor) -> None:
    say(visitor, answer, helped=False)
    give_up_retry(outcome_id=Outcome.objects.get().pk)

    assert Ticket.objects.get().escalation_reason == "ai_unavailable"


def test_what_the_customer_wrote_since_gets_its_own_answer_and_no_other_try(
    answer, visitor, work_off
) -> None:
    say(visitor, answer, helped=False)
    visitor.write("Where do owners export all projects as CSV?")
    work_off()

    assert not Run.objects.filter(purpose="retry").exists()


def test_it_does_not_ask_under_every_answer(answer, visitor, work_off) -> None:
    for question in ("And how do I ask for a refund?", "Where do owners export all projects as CSV or JSON?"):
        visitor.write(question)
        work_off()

    asked = list(Outcome.objects.filter(kind="answer").order_by("pk").values_list("asks", flat=True))
    assert asked[0] is True
    assert not any(asked[1:3])


def test_an_answer_that_was_taken_back_asks_nothing_and_resolves_nothing(answer, visitor, alice) -> None:
    delete_message(Message.objects.get(pk=answer["id"]), by=alice)

    assert "asks" not in visitor.read().json()["ticket"]
    let_pass(days=2)
    settle_the_silent()
    assert (Ticket.objects.get().status, Outcome.objects.get().verdict) == ("open", "ignored")


@pytest.mark.parametrize(
    ("switch", "reason"),
    [("the AI", "ai_off"), ("off", "ai_off"), ("approval", "low_confidence")],
)
def test_a_no_where_the_ai_may_not_speak_any_more_leads_to_a_person(
    answer, visitor, widget, alice, work_off, switch, reason
) -> None:
    other = create_article(
        tenant=widget.tenant,
        title="How long bank transfers take",
        body="A bank transfer takes 3 days.",
        by=alice,
    )
    publish_now(version=other.latest, by=alice)
    say(visitor, answer, helped=False)
    if switch == "the AI":
        AISettings.objects.update_or_create(tenant=widget.tenant, defaults={"is_on": False})
    else:
        Channel.objects.update(ai_mode=switch)
    work_off()

    assert Ticket.objects.get().escalation_reason == reason
    run = Run.objects.get(purpose="retry")
    assert (run.decision, run.reason) == ("escalate", reason)
