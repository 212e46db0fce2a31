"""After an answer, an offer or a question back the customer says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from agent.models import Outcome, Run
from agent.outcomes.silence import settle_the_silent
from ai.models import AISettings
from tests.agent.outcomes.after import ASKED, let_pass
from tickets import containment
from tickets.models import Ticket, TicketEvent
from tickets.services import post_reply

pytestmark = pytest.mark.django_db


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


def test_what_a_member_took_over_is_not_resolved_by_silence(answer, bob) -> None:
    post_reply(Ticket.objects.get(), by=bob, body="I look into it.")
    let_pass(days=2)
    settle_the_silent()

    assert (Ticket.objects.get().status, Outcome.objects.get().verdict) == ("open", "ignored")


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
