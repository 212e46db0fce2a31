"""Back-tests: a rule replayed on the tickets of the last thirty days, before it is switched on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from agent.guiding import backtesting
from agent.models import Backtest, BacktestHit, Run
from config.demo.aging import age_ticket
from conversations.jobs.run import run_job
from conversations.models import Job
from tests.factories import BusinessHoursFactory, CustomerFactory, receive
from tests.guidance.factories import PlaybookRuleFactory
from tickets.models import Category
from tickets.services import change_category, change_status, escalate_ticket, post_reply

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def url(name: str, rule) -> str:
    return reverse(f"agent:{name}", args=[rule.pk])


@pytest.fixture
def rule(launchpad):
    return PlaybookRuleFactory(playbook__tenant=launchpad, is_on=False, conditions={"keywords": ["refund"]})


@pytest.fixture
def browser(alice, signed_in):
    return signed_in(alice)


@pytest.fixture
def replay(browser, work_off):
    """`replay(rule)`: the numbers of the tickets that it would have caught."""

    def run(rule) -> list[int]:
        # The AI does not answer: what is replayed is what the test wrote.
        Job.objects.filter(name="agent.respond").delete()
        browser.post(url("backtest-start", rule))
        work_off()
        backtest = Backtest.objects.latest("pk")
        assert backtest.state == "done"
        assert backtest.done_count == backtest.total
        return sorted(backtest.hits.values_list("ticket__number", flat=True))

    return run


def test_it_says_which_tickets_and_what_became_of_them(rule, widget, bob, browser, replay) -> None:
    escalated = receive(widget, "I want a refund").ticket
    escalate_ticket(escalated, reason="manual")
    alone = receive(widget, "Refunds, please").ticket
    change_status(alone, status="resolved", by=bob)
    receive(widget, "How do I log in?")
    old = receive(widget, "A refund, long ago").ticket
    age_ticket(old, timedelta(days=31))

    assert replay(rule) == [escalated.number, alone.number]
    page = browser.get(url("backtest", rule)).content.decode()
    assert "It would have caught 2 of 3 tickets." in page
    assert "<dt>1</dt><dd>went to people anyway</dd>" in page
    assert f"#{alone.number} Refunds, please" in page
    assert "The message says “refund”." in page


def test_only_what_was_the_ais_to_answer_is_replayed(rule, launchpad, widget, bob, replay) -> None:
    thread = {"customer": CustomerFactory(tenant=launchpad), "thread_key": "thread"}
    ticket = receive(widget, "Hello, my login fails", **thread).ticket
    post_reply(ticket, by=bob, body="What do you see?")
    receive(widget, "Nothing. I want a refund.", **thread)

    assert replay(rule) == []


def test_two_messages_in_a_row_are_one_question(rule, launchpad, widget, replay) -> None:
    rule.conditions = {"keywords": ["refund"], "sentiments": ["negative"]}
    rule.save()
    thread = {"customer": CustomerFactory(tenant=launchpad), "thread_key": "thread"}
    ticket = receive(widget, "This is unacceptable", **thread).ticket
    receive(widget, "I want a refund", **thread)

    assert replay(rule) == [ticket.number]


def test_the_category_is_the_one_of_that_moment(rule, launchpad, widget, bob, replay) -> None:
    rule.conditions = {"categories": ["Billing"]}
    rule.save()
    thread = {"customer": CustomerFactory(tenant=launchpad), "thread_key": "thread"}
    ticket = receive(widget, "Something is odd", **thread).ticket
    change_category(ticket, category=Category.objects.create(tenant=launchpad, name="Billing"), by=bob)
    assert replay(rule) == []

    receive(widget, "It is my invoice", **thread)
    assert replay(rule) == [ticket.number]


def test_confidence_is_that_of_the_runs(rule, launchpad, widget, replay) -> None:
    rule.conditions = {"confidence_below": 0.5}
    rule.save()
    for confidence in (0.4, 0.6, None):
        received = receive(widget, "A question")
        Run.objects.create(
            tenant=launchpad,
            ticket=received.ticket,
            message=received.message,
            decision="reply",
            confidence=confidence,
        )
    Job.objects.all().delete()

    assert len(replay(rule)) == 1


def test_business_hours_are_those_at_the_messages_moment(rule, launchpad, widget, replay) -> None:
    rule.conditions = {"outside_hours": True}
    rule.save()
    receive(widget, "A question")
    assert replay(rule) == []

    BusinessHoursFactory(tenant=launchpad, week=[[]] * 6 + [[[0, 1]]])
    assert len(replay(rule)) == 1


def test_it_goes_on_batch_by_batch_and_shows_how_far_it_is(
    rule, widget, browser, monkeypatch, work_off
) -> None:
    for _number in range(5):
        receive(widget, "I want a refund")
    work_off()
    monkeypatch.setattr(backtesting, "AT_ONCE", 2)
    started = browser.post(url("backtest-start", rule), headers=HTMX).content.decode()
    assert "0 of 5 tickets looked at" in started
    assert 'hx-trigger="every 1s"' in started
    run_job(Job.objects.get(state="queued").key)
    assert "2 of 5 tickets looked at, 2 caught so far." in browser.get(url("backtest", rule)).content.decode()
    assert browser.post(url("backtest-start", rule)).status_code == 302
    assert Backtest.objects.count() == 1

    work_off()
    assert Backtest.objects.get().caught_count == BacktestHit.objects.count() == 5


def test_a_batch_costs_as_many_queries_for_many_tickets(
    rule, widget, browser, work_off, count_queries
) -> None:
    def cost() -> int:
        work_off()
        browser.post(url("backtest-start", rule))
        with count_queries() as queries:
            run_job(Job.objects.get(state="queued").key)
        return len(queries)

    receive(widget, "I want a refund")
    few = cost()
    for _number in range(6):
        receive(widget, "I want a refund")

    assert cost() == few


def test_one_that_fails_says_what_to_do(rule, browser) -> None:
    backtest = Backtest.objects.create(
        tenant=rule.playbook.tenant, rule=rule, conditions=rule.conditions, since=rule.playbook.created_at
    )
    backtesting.give_up_backtest(backtest_id=backtest.pk, after=0)
    backtesting.give_up_backtest(backtest_id=backtest.pk, after=0)

    assert "Run it again; if that fails too" in browser.get(url("backtest", rule)).content.decode()


def test_without_tickets_it_is_done_at_once(rule, browser) -> None:
    page = browser.post(url("backtest-start", rule), headers=HTMX).content.decode()

    assert "It would have caught 0 of 0 tickets." in page


def test_a_rule_that_changed_since_says_so(rule, widget, browser, replay) -> None:
    replay(rule)
    rule.conditions = {"keywords": ["discount"]}
    rule.save()

    assert "conditions were changed since" in browser.get(url("backtest", rule)).content.decode()


def test_who_may_start_one(rule, bob, vera, charlie, alice, signed_in, client) -> None:
    address = url("backtest-start", rule)

    for member in (bob, vera):
        assert signed_in(member).post(address).status_code == 403
        assert "Run it" not in signed_in(member).get(url("backtest", rule)).content.decode()
    assert signed_in(charlie).post(address).status_code == 404
    assert signed_in(charlie).get(url("backtest", rule)).status_code == 404
    assert client.post(address).status_code == 302
    assert signed_in(alice).get(address).status_code == 405
    assert not Backtest.objects.exists()


def test_a_message_can_be_tried_on_the_rules(rule, launchpad, vera, signed_in) -> None:
    client, address = signed_in(vera), reverse("agent:try")
    assert "No rule is switched on." in client.get(address, {"message": "A refund"}).content.decode()

    tried = client.get(address, {"message": "This is useless. A refund!", "with_off": "on"})
    page = tried.content.decode()
    assert f"“{rule.name}” fires: the AI hands over." in page
    assert "is not satisfied with the answers" in page
    assert "The message says “refund”." in page
    part = client.get(address, {"message": "A refund", "with_off": "on"}, headers=HTMX).content.decode()
    assert "<html" not in part
    assert client.get(address, {"message": ""}).status_code == 422
