"""How a team's tickets are given out: the rule and the limits, on the Teams page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Member, Team, TeamMember
from tests.factories import MemberFactory, TeamFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def billing(launchpad, bob) -> Team:
    team = TeamFactory(tenant=launchpad, name="Billing")
    team.members.add(bob)
    return team


@pytest.fixture
def bobs_place(billing) -> TeamMember:
    return TeamMember.objects.get(team=billing)


def url(team: Team) -> str:
    return reverse("accounts:team-assignment", args=[team.pk])


def test_a_rule_and_its_limits_are_kept_and_audited_once(billing, bobs_place, alice, signed_in) -> None:
    chosen = {"assignment": "round_robin", "capacity": "5", f"place_{bobs_place.pk}": "2"}

    for _twice in range(2):
        assert signed_in(alice).post(url(billing), chosen).status_code == 302

    billing.refresh_from_db()
    bobs_place.refresh_from_db()
    assert (billing.assignment, billing.capacity, bobs_place.capacity) == ("round_robin", 5, 2)
    [entry] = AuditEntry.objects.filter(action="team.assignment_changed")
    assert entry.changes == {
        "assignment": ["manual", "round_robin"],
        "capacity": [None, 5],
        "capacity of Bob": [None, 2],
    }


def test_limits_are_taken_away_again(billing, bobs_place, alice, signed_in) -> None:
    Team.objects.update(capacity=5)
    TeamMember.objects.update(capacity=2)

    signed_in(alice).post(url(billing), {"assignment": "manual", "capacity": ""})

    billing.refresh_from_db()
    bobs_place.refresh_from_db()
    assert (billing.capacity, bobs_place.capacity) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"assignment": "by dice"},
        {"assignment": "manual", "capacity": "0"},
        {"assignment": "manual", "capacity": "-3"},
        {"assignment": "manual", "capacity": "99999"},
        {"assignment": "manual", "place": "0"},
        {"assignment": "manual", "place": "many"},
    ],
)
def test_a_wrong_rule_is_refused_where_it_was_written(wrong, billing, bobs_place, alice, signed_in) -> None:
    sent = {f"place_{bobs_place.pk}" if name == "place" else name: value for name, value in wrong.items()}

    response = signed_in(alice).post(url(billing), sent, headers=HTMX)

    assert response.status_code == 422
    assert b"errorlist" in response.content
    assert not AuditEntry.objects.exists()
    billing.refresh_from_db()
    assert (billing.assignment, billing.capacity) == ("manual", None)


def test_the_answer_is_the_teams_as_they_are_now(billing, alice, signed_in) -> None:
    response = signed_in(alice).post(
        url(billing), {"assignment": "load_balanced", "capacity": "7"}, headers=HTMX
    )

    assert b'<option value="load_balanced" selected>' in response.content
    assert b"<html" not in response.content


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("vera", 403), ("charlie", 404)])
def test_only_admins_of_the_tenant_make_rules(who, status, billing, request, signed_in) -> None:
    member: Member = request.getfixturevalue(who)

    assert signed_in(member).post(url(billing), {"assignment": "round_robin"}).status_code == status
    billing.refresh_from_db()
    assert billing.assignment == "manual"


def test_a_rule_is_not_made_by_looking(billing, alice, signed_in) -> None:
    assert signed_in(alice).get(url(billing)).status_code == 405


def test_a_place_of_another_team_is_left_alone(billing, launchpad, alice, signed_in) -> None:
    other = TeamFactory(tenant=launchpad)
    other.members.add(MemberFactory(tenant=launchpad))
    place = TeamMember.objects.get(team=other)

    signed_in(alice).post(url(billing), {"assignment": "manual", f"place_{place.pk}": "3"})

    place.refresh_from_db()
    assert place.capacity is None
