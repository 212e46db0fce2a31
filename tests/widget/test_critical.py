"""A chat that tells of something critical reaches people at once, by what its analysis found."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import Run, TriageSettings
from ai.models import AISettings
from knowledge.services import create_article, publish_now
from tests.factories import TeamFactory
from tests.guidance.factories import PlaybookRuleFactory
from tests.widget.conftest import Visitor
from tickets.models import Category, Notification, Ticket, TicketEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_jobs")]

# No word of it is one that the AI's own look at a message takes for danger.
NO_HEATING = "no heating since last night, we have a baby"
FRAUD = "three purchases on my card this morning that I did not make"
ALL_DOWN = "nobody in our company can log in, the whole workspace is empty"
TICKING = "The radiator in our living room is making a ticking noise"
BURST = "now the radiator burst and the whole room is under water"
STILL_NONE = "the heating is still off and the baby is cold"


@pytest.fixture
def say(visitor, work_off):
    def write(*texts: str) -> Ticket:
        for text in texts:
            assert visitor.write(text).status_code in (200, 201)
            work_off()
        return Ticket.objects.get(ai_generated=False)

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
    assert len(visitor.read().json()["messages"]) == 2, "nothing else is said beside it"
    [one] = visitor.send("get", "suggestions").json()["suggestions"]
    assert (one["state"], one["priority"]) == ("open", "critical")


@pytest.fixture
def heating(launchpad, alice, widget) -> None:
    """An article near enough to be offered, in a channel where no answer is sure enough."""
    widget.ai_threshold = 1.0
    widget.save()
    body = "If you have no heating, bleed the radiator. No heating all night: look at the boiler's display."
    article = create_article(tenant=launchpad, by=alice, title="No heating", body=body)
    publish_now(version=article.latest, by=alice)


def test_no_articles_are_offered_for_what_is_handed_over(say, visitor, heating):
    say(NO_HEATING)

    assert [run.decision for run in Run.objects.order_by("pk")] == ["escalate"]
    assert len(told_in_messenger(visitor)) == 1
    assert not any(message["offer"] for message in visitor.read().json()["messages"])


def test_a_question_about_the_same_is_offered_the_article_as_before(say, visitor, heating):
    ticket = say("What should I look at first when there is no heating?")

    assert ticket.escalation_reason != "safety"
    assert any(message["offer"] for message in visitor.read().json()["messages"])


@pytest.mark.parametrize(
    ("text", "told"),
    [(FRAUD, "tell nobody a code or password"), (ALL_DOWN, "the team has been alerted at once")],
)
def test_who_tells_of_no_danger_to_life_is_not_sent_out_of_the_house(say, visitor, text, told):
    ticket = say(text)
    said = " ".join(message["html"] for message in visitor.read().json()["messages"])

    assert (ticket.escalation_reason, ticket.priority) == ("safety", "critical")
    assert told in said
    assert ticket.reference in said
    assert "leave the place" not in said


OUTAGE = "The dashboard of the clinic is down, patients are waiting for their medicine"


# A danger to people that is told without a word for it.
RAILING = "the balcony railing came loose and is hanging over the pavement"
USUAL_OF_TRIAGE = ("Billing", "Login", "Performance", "Bug", "Question/How-To")


def said_after(say, visitor, tenant, names, text: str) -> str:
    for name in names:
        Category.objects.create(tenant=tenant, name=name)
    assert alarms(say(text)) == 1
    return " ".join(message["html"] for message in visitor.read().json()["messages"])


@pytest.mark.parametrize(
    "names",
    [
        ("Login", "Bug", "Performance"),
        (*USUAL_OF_TRIAGE, "Maintenance"),
        (*USUAL_OF_TRIAGE, "Feature request"),
        ("Bug", "Feature request", "Maintenance"),
    ],
)
def test_an_outage_is_no_danger_to_a_home_whatever_the_tenant_calls_it(say, visitor, launchpad, names):
    said = said_after(say, visitor, launchpad, names, OUTAGE)
    assert "the team has been alerted at once" in said
    assert "leave the place" not in said


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("Bug", "Billing"),
        ("Bug", "Maintenance"),
        ("Bug", "Performance"),
        ("Maintenance", "Billing", "Noise complaint", "Moving", "Other"),
        ("Maintenance", "Noise complaint", "Other", *USUAL_OF_TRIAGE),
    ],
)
def test_a_home_stays_one_whatever_triage_makes_beside_it(say, visitor, launchpad, names):
    assert "leave the place" in said_after(say, visitor, launchpad, names, RAILING)


def test_what_a_tenant_has_triage_sort_into_is_chosen(say, visitor, launchpad):
    TriageSettings.objects.create(tenant=launchpad, categories=[{"name": "Bug", "about": ""}])
    assert "leave the place" not in said_after(say, visitor, launchpad, ["Bug"], OUTAGE)


def test_a_danger_that_is_named_is_one_under_any_category(say, visitor, launchpad):
    for name in ("Bug", "Feature request"):
        Category.objects.create(tenant=launchpad, name=name)
    assert alarms(say(NO_HEATING)) == 1
    assert told_in_messenger(visitor)


@pytest.mark.parametrize(
    "text",
    [
        "In our last flat we had no heating for a week, glad to be here",
        "Does the insurance cover break-ins and flooding?",
        "the heating is on again, it was freezing yesterday",
        "I got a phishing mail that looked like yours and deleted it",
    ],
)
def test_what_is_past_asked_or_settled_raises_no_alarm(say, text):
    assert alarms(say(text)) == 0


def test_the_run_says_what_the_chat_was_handed_over_for(say):
    say(TICKING, BURST)

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
    assert alarms(say(TICKING)) == 0
    ticket = say(BURST)
    assert (ticket.escalation_reason, alarms(ticket)) == ("safety", 1)


def test_what_gets_critical_after_it_became_a_ticket_goes_to_people_too(say, visitor):
    say(TICKING)
    [one] = visitor.send("get", "suggestions").json()["suggestions"]
    visitor.send("post", f"suggestions/{one['id']}/ticket", {})

    assert alarms(say(BURST)) == 1


def test_what_is_not_critical_stays_with_the_ai_or_its_own_reason(say):
    ticket = say("The kitchen tap is dripping a little")
    assert ticket.escalation_reason != "safety"
    assert not Run.objects.filter(purpose=Run.Purpose.CHAT).exists()


def test_a_tenant_that_wants_no_suggestions_gets_no_alarm_from_them(say, launchpad):
    AISettings.objects.create(tenant=launchpad, finds_tickets=False)
    assert say(NO_HEATING).escalation_reason != "safety"
