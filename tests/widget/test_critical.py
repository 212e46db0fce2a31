"""A chat that tells of something critical reaches people at once, by what its analysis found."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import Run
from ai.models import AISettings
from tests.factories import TeamFactory
from tests.guidance.factories import PlaybookRuleFactory
from tests.widget.conftest import Visitor
from tickets.models import Notification, Ticket, TicketEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_jobs")]

# No word of it is one that the AI's own look at a message takes for danger.
NO_HEATING = "no heating since last night, we have a baby"
STILL_NONE = "the heating is still off and the baby is cold"


@pytest.fixture
def say(visitor, work_off):
    def write(*texts: str) -> Ticket:
        for text in texts:
            assert visitor.write(text).status_code in (200, 201)
            work_off()
        return Ticket.objects.get()

    return write


def alarms(ticket: Ticket) -> int:
    events = TicketEvent.objects.filter(ticket=ticket, kind=TicketEvent.Kind.ESCALATED)
    return events.filter(data__reason="safety").count()


def told_in_messenger(visitor: Visitor) -> list[str]:
    messages = visitor.read().json()["messages"]
    return [message["html"] for message in messages if "emergency services" in message["html"]]


def test_no_heating_goes_to_people_though_nobody_made_it_a_ticket(say, visitor, bob):
    ticket = say(NO_HEATING)

    assert (ticket.escalation_reason, ticket.priority) == ("safety", "critical")
    assert ticket.is_ai_silent
    assert Notification.objects.filter(ticket=ticket, member=bob).exists()
    [said] = told_in_messenger(visitor)
    assert ticket.reference in said
    [one] = visitor.send("get", "suggestions").json()["suggestions"]
    assert (one["state"], one["priority"]) == ("open", "critical")


def test_the_run_says_what_the_chat_was_handed_over_for(say):
    say(NO_HEATING)

    run = Run.objects.get(purpose=Run.Purpose.CHAT)
    assert (run.decision, run.reason) == ("escalate", "safety")
    assert run.explanation.startswith("The chat tells of something critical: ")


def test_the_playbook_says_where_to(say, launchpad):
    team = TeamFactory(tenant=launchpad, name="Emergency")
    rule = {"conditions": {"keywords": ["no heating"]}, "destination": "team", "team": team}
    PlaybookRuleFactory(playbook__tenant=launchpad, message="The engineer is told.", **rule)
    ticket = say(NO_HEATING)

    assert (ticket.team, ticket.escalation_reason, ticket.priority) == (team, "safety", "critical")


def test_the_same_issue_hands_over_once_even_after_a_member_handed_it_back(say, visitor, bob, signed_in):
    ticket = say(NO_HEATING, STILL_NONE)
    assert alarms(ticket) == 1

    signed_in(bob).post(reverse("tickets:hand-back", args=[ticket.number]))
    ticket = say(STILL_NONE)

    assert alarms(ticket) == 1
    assert len(told_in_messenger(visitor)) == 1


def test_what_becomes_critical_later_goes_to_people_then(say):
    assert alarms(say("The radiator in our living room is making a ticking noise")) == 0
    ticket = say("now the radiator burst and the whole room is under water")
    assert (ticket.escalation_reason, alarms(ticket)) == ("safety", 1)


def test_what_is_not_critical_stays_with_the_ai_or_its_own_reason(say):
    ticket = say("The kitchen tap is dripping a little")
    assert ticket.escalation_reason != "safety"
    assert not Run.objects.filter(purpose=Run.Purpose.CHAT).exists()


def test_a_tenant_that_wants_no_suggestions_gets_no_alarm_from_them(say, launchpad):
    AISettings.objects.create(tenant=launchpad, finds_tickets=False)
    assert say(NO_HEATING).escalation_reason != "safety"
