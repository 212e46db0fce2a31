"""Who of a team gets the next ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member, Team, TeamMember, Tenant
from tests.factories import MemberFactory, TeamFactory, UserFactory, receive
from tickets.assignment.routing import Route
from tickets.models import Notification, Ticket, TicketEvent
from tickets.services import assign_ticket, change_status, escalate_ticket

pytestmark = pytest.mark.django_db

Rule = Team.Assignment


@pytest.fixture
def ada(launchpad) -> Member:
    return MemberFactory(tenant=launchpad, user=UserFactory(name="Ada"))


@pytest.fixture
def ben(launchpad) -> Member:
    return MemberFactory(tenant=launchpad, user=UserFactory(name="Ben"))


@pytest.fixture
def billing(launchpad, ada, ben) -> Team:
    team = TeamFactory(tenant=launchpad, name="Billing", assignment=Rule.ROUND_ROBIN)
    for member in (ada, ben):
        team.members.add(member)
    return team


@pytest.fixture
def arrive(widget, billing, alice) -> Callable[..., Ticket]:
    """One more ticket comes to the team without an owner."""

    def come(team: Team = billing) -> Ticket:
        return assign_ticket(receive(widget).ticket, owner=None, team=team, by=alice)

    return come


def limit(team: Team, capacity: int | None) -> None:
    team.capacity = capacity
    team.save()


def balance(team: Team) -> None:
    team.assignment = Rule.LOAD_BALANCED
    team.save()


def test_in_turn_each_gets_the_next(arrive, ada, ben) -> None:
    assert [arrive().owner for _ticket in range(4)] == [ada, ben, ada, ben]


def test_the_team_can_be_chosen_on_the_tickets_page(widget, billing, ada, alice, signed_in) -> None:
    ticket = receive(widget).ticket

    signed_in(alice).post(reverse("tickets:assign", args=[ticket.number]), {"team": billing.pk, "owner": ""})

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team) == (ada, billing)


def test_the_timeline_says_by_which_rule(arrive, signed_in, alice) -> None:
    ticket = arrive()

    events = TicketEvent.objects.filter(ticket=ticket, kind="assigned").order_by("pk")
    assert [event.sentence for event in events] == [
        "Alice assigned it: Billing",
        "System assigned it: Ada, Billing (In turn)",
    ]


def test_who_gets_it_is_told_and_the_rest_of_the_team_is_not(arrive, ada, ben) -> None:
    arrive()

    assert [(row.member, row.kind) for row in Notification.objects.all()] == [(ada, "assigned")]


def test_by_hand_nobody_is_chosen(arrive, billing) -> None:
    billing.assignment = Rule.MANUAL
    billing.save()

    assert arrive().owner is None


def test_who_is_named_gets_it_whatever_the_rule(widget, billing, alice, ben) -> None:
    ticket = assign_ticket(receive(widget).ticket, owner=ben, team=billing, by=alice)

    assert ticket.owner == ben


def test_balanced_the_one_with_the_fewest_open_tickets_gets_it(
    widget, arrive, billing, alice, ada, ben
) -> None:
    balance(billing)
    for _ticket in range(2):
        assign_ticket(receive(widget).ticket, owner=ada, team=None, by=alice)

    assert [arrive().owner for _ticket in range(3)] == [ben, ben, ada]


@pytest.mark.parametrize("status", ["pending", "resolved"])
def test_what_is_not_open_weighs_nothing(status, widget, arrive, billing, alice, ada) -> None:
    balance(billing)
    for _ticket in range(2):
        ticket = assign_ticket(receive(widget).ticket, owner=ada, team=None, by=alice)
        change_status(ticket, status=status, by=ada)

    assert arrive().owner == ada


def test_what_is_snoozed_weighs_nothing(widget, arrive, billing, alice, ada) -> None:
    balance(billing)
    ticket = assign_ticket(receive(widget).ticket, owner=ada, team=None, by=alice)
    Ticket.objects.filter(pk=ticket.pk).update(snoozed_until=timezone.now() + timedelta(days=1))

    assert arrive().owner == ada


def test_nobody_gets_more_than_the_teams_limit(arrive, billing, ada, ben) -> None:
    limit(billing, 1)

    assert [arrive().owner for _ticket in range(3)] == [ada, ben, None]


def test_a_limit_of_ones_own_goes_before_the_teams(arrive, billing, ada, ben) -> None:
    limit(billing, 1)
    TeamMember.objects.filter(team=billing, member=ben).update(capacity=2)

    assert [arrive().owner for _ticket in range(4)] == [ada, ben, ben, None]


def test_tickets_of_another_team_count_too(launchpad, arrive, billing, ada, ben) -> None:
    other = TeamFactory(tenant=launchpad, assignment=Rule.ROUND_ROBIN)
    other.members.add(ada)
    arrive(other)
    limit(billing, 1)

    assert [arrive().owner for _ticket in range(2)] == [ben, None]


def test_who_is_away_inactive_or_a_viewer_gets_none(launchpad, arrive, billing, ada, ben, vera) -> None:
    billing.members.add(vera)
    ada.away_since = timezone.now()
    ada.save()
    ben.is_active = False
    ben.save()

    assert arrive().owner is None


def test_an_escalation_within_a_team_finds_an_owner(arrive, widget, billing, alice, ada) -> None:
    billing.assignment = Rule.MANUAL
    billing.save()
    ticket = arrive()
    billing.assignment = Rule.ROUND_ROBIN
    billing.save()

    ticket = Ticket.objects.get(pk=ticket.pk)
    escalate_ticket(ticket, reason="low_confidence")

    assert ticket.owner == ada


def test_an_escalation_goes_to_the_channels_team(widget, billing, ada) -> None:
    widget.settings = {"escalation_team": billing.pk}
    widget.save()
    ticket = receive(widget).ticket

    escalate_ticket(ticket, reason="low_confidence")

    ticket.refresh_from_db()
    assert (ticket.team, ticket.owner) == (billing, ada)


def test_a_ticket_that_has_a_team_keeps_it_when_it_is_escalated(launchpad, widget, arrive, billing) -> None:
    widget.settings = {"escalation_team": TeamFactory(tenant=launchpad).pk}
    widget.save()
    ticket = arrive()

    escalate_ticket(ticket, reason="low_confidence")

    assert ticket.team == billing


def test_a_channels_team_of_another_tenant_or_one_that_is_gone_is_none(widget, harbor: Tenant) -> None:
    for number, team in enumerate([TeamFactory(tenant=harbor).pk, 999_999]):
        widget.settings = {"escalation_team": team}
        widget.save()
        ticket = receive(widget, f"Question {number}").ticket

        escalate_ticket(ticket, reason="low_confidence")

        assert ticket.team is None


def test_an_escalation_that_nobody_has_sent_anywhere_goes_to_the_channels_owner(widget, bob, billing) -> None:
    widget.settings = {"escalation_team": billing.pk, "escalation_owner": bob.pk}
    widget.save()
    ticket = receive(widget).ticket

    escalate_ticket(ticket, reason="low_confidence")

    ticket.refresh_from_db()
    assert (ticket.team, ticket.owner) == (billing, bob)


def test_a_rules_team_does_not_get_the_channels_owner(launchpad, widget, bob) -> None:
    widget.settings = {"escalation_owner": bob.pk}
    widget.save()
    ticket = receive(widget).ticket

    escalate_ticket(ticket, reason="playbook", route=Route(team=TeamFactory(tenant=launchpad)))

    assert ticket.owner is None


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_a_channels_owner_who_can_not_answer_here_is_nobody(widget, request, who) -> None:
    widget.settings = {"escalation_owner": request.getfixturevalue(who).pk}
    widget.save()
    ticket = receive(widget).ticket

    escalate_ticket(ticket, reason="low_confidence")

    assert ticket.owner is None


@pytest.mark.parametrize(
    ("settings", "reason", "before", "after"),
    [
        ({}, "dissatisfaction", "medium", "high"),
        ({}, "customer_asked", "low", "high"),
        ({}, "dissatisfaction", "critical", "critical"),
        ({}, "low_confidence", "medium", "medium"),
        ({"escalation_priority": "critical"}, "dissatisfaction", "medium", "critical"),
        ({"escalation_priority": ""}, "dissatisfaction", "medium", "medium"),
    ],
)
def test_who_has_lost_patience_is_answered_sooner(widget, settings, reason, before, after) -> None:
    widget.settings = settings
    widget.save()
    ticket = receive(widget).ticket
    ticket.priority = before
    ticket.save()

    escalate_ticket(ticket, reason=reason)

    assert Ticket.objects.get().priority == after


def test_a_danger_is_told_to_the_whole_team(arrive, ada, ben) -> None:
    ticket = arrive()
    ticket.owner = None
    ticket.save()
    Notification.objects.all().delete()

    escalate_ticket(ticket, reason="safety")

    told = Notification.objects.filter(kind="escalated").values_list("member", flat=True)
    assert set(told) == {ada.pk, ben.pk}
