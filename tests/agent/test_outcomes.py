"""After an answer: the customer says yes, says no, says nothing, or comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from agent.models import Outcome, Run
from agent.outcomes.retrying import give_up_retry
from agent.outcomes.silence import settle_the_silent
from ai.models import AISettings
from conversations.models import Channel, Message
from conversations.services.changing import delete_message
from knowledge.services import create_article, publish_now
from tests.factories import receive
from tests.widget.conftest import Visitor
from tickets import containment
from tickets.models import ComeBack, Ticket, TicketEvent
from tickets.services import post_note, post_reply

pytestmark = pytest.mark.django_db

ASKED = "How long does a refund take until it arrives?"


@pytest.fixture
def visitor(widget) -> Visitor:
    visitor = Visitor(widget.public_key)
    visitor.open()
    return visitor


@pytest.fixture
def answer(refunds, visitor, work_off) -> dict:
    """The AI's answer to the visitor's question."""
    visitor.write(ASKED)
    work_off()
    message = visitor.read().json()["messages"][-1]
    assert "5 working days" in message["html"]
    return message


def say(visitor, message: dict, **said):
    return visitor.send("post", "helped", {"message_id": message["id"], **said})


def let_pass(**time) -> None:
    """What happened is longer ago now."""
    by = timedelta(**time)
    for model in (Outcome, Run):
        model.objects.update(created_at=F("created_at") - by)
    for ticket in Ticket.objects.exclude(resolved_at=None):
        Ticket.objects.filter(pk=ticket.pk).update(resolved_at=ticket.resolved_at - by)


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


def test_silence_resolves_after_the_tenants_time_and_writing_reopens(answer, visitor, launchpad) -> None:
    AISettings.objects.create(tenant=launchpad, resolve_after_hours=5)
    let_pass(hours=4)
    settle_the_silent()
    assert not Ticket.objects.get().is_resolved

    let_pass(hours=2)
    settle_the_silent()

    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.contained) == ("resolved", None)
    assert Outcome.objects.get().verdict == "silent"
    assert ticket.events.latest("pk").sentence == "System changed the state: Resolved"

    visitor.write("It has not arrived yet")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.contained) == ("open", None)


def test_thanks_with_a_word_more_get_no_answer_and_silence_resolves(answer, visitor, work_off) -> None:
    visitor.write("Found it in my account, thanks!")
    work_off()
    assert Run.objects.latest("pk").decision == "ignore"

    let_pass(days=2)
    settle_the_silent()
    assert (Ticket.objects.get().status, Ticket.objects.get().contained) == ("resolved", True)


@pytest.mark.parametrize("says_ok", [False, True])
def test_silence_after_an_offer_resolves_too_and_never_counts_as_contained(
    refunds, widget, visitor, work_off, bob, signed_in, says_ok
) -> None:
    widget.ai_threshold = 1.0
    widget.save()
    visitor.write(ASKED)
    work_off()
    if says_ok:
        visitor.write("ok")
        work_off()
    let_pass(days=2)
    settle_the_silent()

    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.contained) == ("resolved", False)
    assert Outcome.objects.get().verdict == "silent"
    page = signed_in(bob).get(f"/conversations/tickets/{ticket.number}/").content.decode()
    assert "No: it is not known that the AI helped" in page

    let_pass(days=8)
    containment.settle_the_silent()
    ticket.refresh_from_db()
    assert ticket.contained is False


@pytest.mark.parametrize("says_ok", [False, True])
def test_a_question_back_that_nobody_answers_ends_uncontained_and_writing_reopens(
    refunds, visitor, work_off, launchpad, says_ok
) -> None:
    AISettings.objects.create(tenant=launchpad, resolve_after_hours=5)
    visitor.write("Hello")
    if says_ok:
        work_off()
        visitor.write("ok")
    work_off()
    let_pass(hours=4)
    settle_the_silent()
    assert not Ticket.objects.get().is_resolved

    let_pass(hours=2)
    assert settle_the_silent() == 1
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.contained) == ("resolved", False)
    assert ticket.events.latest("pk").sentence == "System changed the state: Resolved"
    assert settle_the_silent() == 0

    let_pass(days=8)
    containment.settle_the_silent()
    assert Ticket.objects.get().contained is False
    visitor.write(ASKED)
    work_off()
    ticket.refresh_from_db()
    assert (ticket.status, Run.objects.latest("pk").decision) == ("open", "reply")


def test_what_the_customer_wrote_to_a_question_back_is_waited_for(refunds, visitor, work_off) -> None:
    visitor.write("Hello")
    work_off()
    let_pass(days=2)
    visitor.write(ASKED)  # the AI has not come to it yet
    settle_the_silent()

    assert Ticket.objects.get().status == "open"


def test_a_question_back_that_a_member_took_over_stays(refunds, visitor, work_off, bob) -> None:
    visitor.write("Hello")
    work_off()
    post_reply(Ticket.objects.get(), by=bob, body="I look into it.")
    let_pass(days=2)

    assert settle_the_silent() == 0
    assert Ticket.objects.get().status == "open"


def test_a_ticket_that_a_member_reopens_after_a_question_back_stays_open(
    refunds, visitor, work_off, bob, signed_in
) -> None:
    visitor.write("Hello")
    work_off()
    let_pass(days=2)
    settle_the_silent()
    signed_in(bob).post(f"/conversations/tickets/{Ticket.objects.get().number}/reopen/")
    assert Ticket.objects.get().status == "open"

    assert settle_the_silent() == 0
    assert Ticket.objects.get().status == "open"


def test_the_sweep_reads_the_latest_questions_back_alone(refunds, visitor, work_off) -> None:
    visitor.write("Hello")
    work_off()
    with connection.cursor() as cursor:
        # So small a table would be read whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Run.objects.asked_back_in_vain_at(timezone.now()).order_by("created_at").explain()
    read = plan[plan.index("run_asked_back") :].splitlines()[1]
    assert read.strip().startswith("Index Cond: (created_at > "), plan

    let_pass(days=61)
    assert settle_the_silent() == 0


def test_what_a_member_snoozed_after_the_answer_is_left_to_them(answer, bob, signed_in) -> None:
    ticket = Ticket.objects.get()
    let_pass(hours=1)
    until = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    signed_in(bob).post(f"/conversations/tickets/{ticket.number}/snooze/", {"until": until})
    ticket.refresh_from_db()
    assert ticket.snoozed_until
    TicketEvent.objects.update(created_at=F("created_at") - timedelta(days=2))
    Outcome.objects.update(created_at=F("created_at") - timedelta(days=3))

    settle_the_silent()

    ticket.refresh_from_db()
    assert ticket.snoozed_until
    assert not ticket.is_resolved
    assert Outcome.objects.get().verdict == "ignored"


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


def test_what_a_member_took_over_is_not_resolved_by_silence(answer, bob) -> None:
    post_reply(Ticket.objects.get(), by=bob, body="I look into it.")
    let_pass(days=2)
    settle_the_silent()

    assert (Ticket.objects.get().status, Outcome.objects.get().verdict) == ("open", "ignored")


def test_who_never_answered_counts_only_after_the_window(answer, launchpad, bob, signed_in) -> None:
    let_pass(days=2)
    settle_the_silent()
    number = Ticket.objects.get().number
    page = signed_in(bob).get(f"/conversations/tickets/{number}/").content.decode()
    assert "If the customer does not come back" in page

    let_pass(days=6)
    containment.settle_the_silent()
    assert Ticket.objects.get().contained is None

    let_pass(days=2)
    containment.settle_the_silent()
    assert Ticket.objects.get().contained is True


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_members_reply_in_what_the_ai_resolved_takes_containment_away(
    answer, visitor, bob, signed_in, is_confirmed
) -> None:
    if is_confirmed:
        say(visitor, answer, helped=True)
    else:
        let_pass(days=2)
        settle_the_silent()
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.contained) == ("resolved", True if is_confirmed else None)
    post_note(ticket, by=bob, body="It took long this time.")
    ticket.refresh_from_db()
    assert ticket.contained is not False

    post_reply(ticket, by=bob, body="It may take a day more this week.")
    let_pass(days=8)
    containment.settle_the_silent()

    ticket.refresh_from_db()
    assert (ticket.status, ticket.contained) == ("resolved", False)
    page = signed_in(bob).get(f"/conversations/tickets/{ticket.number}/").content.decode()
    assert "No: people were needed" in page


@pytest.mark.parametrize("people", ["first_member_reply_at", "escalated_at"])
def test_the_end_of_the_window_counts_nothing_that_people_did(answer, people) -> None:
    let_pass(days=2)
    settle_the_silent()
    Ticket.objects.update(**{people: timezone.now()})
    let_pass(days=8)
    containment.settle_the_silent()

    assert Ticket.objects.get().contained is False


def test_coming_back_about_the_same_thing_takes_containment_away(
    answer, visitor, widget, work_off, bob, signed_in
) -> None:
    say(visitor, answer, helped=True)
    first = Ticket.objects.get()
    again = receive(
        widget,
        "My refund still has not arrived, how long does it take?",
        customer=first.customer,
        thread_key="2",
    ).ticket
    for _time in range(2):
        work_off()
        containment.compare_with_earlier(again)

    first.refresh_from_db()
    assert first.contained is False
    assert (ComeBack.objects.get().ticket, ComeBack.objects.get().by) == (first, again)
    page = signed_in(bob).get(f"/conversations/tickets/{first.number}/").content.decode()
    assert f">{again.reference}</a>" in page
    assert f"came back about the same thing: #{again.number}" in page


@pytest.mark.parametrize(
    ("text", "days"),
    [("Can I invite a colleague to our workspace?", 0), ("How long does a refund take to arrive?", 8)],
)
def test_another_thing_or_a_later_day_leaves_it_contained(
    answer, visitor, widget, work_off, text, days
) -> None:
    say(visitor, answer, helped=True)
    first = Ticket.objects.get()
    let_pass(days=days)
    receive(widget, text, customer=first.customer, thread_key="2")
    work_off()

    first.refresh_from_db()
    assert first.contained is True
    assert not ComeBack.objects.exists()


def test_another_customer_takes_nothing_away(answer, visitor, widget, work_off) -> None:
    say(visitor, answer, helped=True)
    receive(widget, ASKED)
    work_off()

    assert Ticket.objects.order_by("pk").first().contained is True


def test_opening_a_ticket_costs_as_much_however_many_the_customer_had(widget, bob, count_queries) -> None:
    from tickets.services import change_status

    first = receive(widget, "One").ticket
    with count_queries() as few:
        receive(widget, "Two", customer=first.customer, thread_key="2")
    for number in range(3, 6):
        ticket = receive(widget, f"Number {number}", customer=first.customer, thread_key=str(number)).ticket
        change_status(ticket, status="resolved", by=bob)
    with count_queries() as many:
        receive(widget, "Six", customer=first.customer, thread_key="6")

    assert len(many) <= len(few) + 1, "one job more is asked for"


def test_the_times_are_settings_of_the_tenant(alice, signed_in, launchpad) -> None:
    response = signed_in(alice).post(
        "/conversations/settings/ai/save/",
        {"is_on": "on", "fallback": "local", "resolve_after_hours": "48", "recontact_days": "14"},
    )
    assert response.status_code == 302
    settings = AISettings.of(launchpad)
    assert (settings.resolve_after_hours, settings.recontact_days) == (48, 14)

    for wrong in ({"resolve_after_hours": "0"}, {"recontact_days": "91"}):
        fields = {
            "is_on": "on",
            "fallback": "local",
            "resolve_after_hours": "48",
            "recontact_days": "14",
            **wrong,
        }
        assert signed_in(alice).post("/conversations/settings/ai/save/", fields).status_code == 422
    assert AISettings.of(launchpad).recontact_days == 14


def test_only_a_waiting_window_is_looked_at(answer, visitor) -> None:
    say(visitor, answer, helped=True)
    let_pass(days=30)
    assert containment.settle_the_silent() == 0
    assert timezone.now() > Ticket.objects.get().resolved_at
