from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import audit
from accounts.models import AuditEntry, Team
from accounts.teams import create_team, rename_team
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db

INDEX = "/conversations/settings/teams/"
CREATE = f"{INDEX}create/"


@pytest.fixture
def as_alice(alice, signed_in):
    return signed_in(alice)


@pytest.fixture
def billing(launchpad):
    return TeamFactory(tenant=launchpad, name="Billing")


def test_the_page_lists_teams_and_who_is_in_them(as_alice, bob, billing):
    billing.members.add(bob)
    text = as_alice.get(INDEX).content.decode()
    assert "Billing" in text
    assert f'value="{bob.pk}" checked' in text


def test_an_empty_page_says_what_to_do(as_alice):
    assert "No teams yet" in as_alice.get(INDEX).content.decode()


def test_the_number_of_queries_does_not_grow_with_teams(as_alice, launchpad, bob, count_queries):
    TeamFactory(tenant=launchpad).members.add(bob)
    as_alice.get(INDEX)
    with count_queries() as few:
        as_alice.get(INDEX)
    for team in TeamFactory.create_batch(8, tenant=launchpad):
        team.members.add(bob)
    with count_queries() as many:
        as_alice.get(INDEX)
    assert len(many) == len(few)


def test_creating_a_team_is_recorded(as_alice, alice):
    assert as_alice.post(CREATE, {"name": "Billing"}).status_code == 302
    assert Team.objects.get().tenant == alice.tenant
    assert AuditEntry.objects.get(action="team.created").target_label == "Billing"


def test_creating_it_twice_says_that_it_is_there(as_alice, billing):
    response = as_alice.post(CREATE, {"name": "Billing"}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "There is a team called “Billing” already" in response.content.decode()
    assert Team.objects.count() == 1


def test_a_team_needs_a_name(as_alice):
    assert as_alice.post(CREATE, {"name": " "}).status_code == 422
    assert not Team.objects.exists()


def test_two_tenants_may_have_a_team_of_the_same_name(as_alice, harbor):
    TeamFactory(tenant=harbor, name="Billing")
    assert as_alice.post(CREATE, {"name": "Billing"}).status_code == 302


def test_renaming_twice_is_recorded_once(as_alice, billing):
    url = reverse("accounts:team-rename", args=[billing.pk])
    for _ in range(2):
        assert as_alice.post(url, {"name": "Payments"}).status_code == 302
    billing.refresh_from_db()
    assert billing.name == "Payments"
    assert AuditEntry.objects.get(action="team.renamed").changes == {"name": ["Billing", "Payments"]}


def test_a_change_that_can_not_be_recorded_is_not_made(alice, billing, monkeypatch):
    def refuse(**entry):
        raise OSError("the log takes nothing")

    monkeypatch.setattr(audit, "record", refuse)
    with pytest.raises(OSError, match="takes nothing"):
        create_team(tenant=alice.tenant, name="Payments", by=alice)
    with pytest.raises(OSError, match="takes nothing"):
        rename_team(billing, name="Payments", by=alice)
    assert [team.name for team in Team.objects.all()] == ["Billing"]


def test_renaming_to_a_taken_name_shows_what_was_typed_and_why_not(as_alice, billing, launchpad):
    TeamFactory(tenant=launchpad, name="Payments")
    url = reverse("accounts:team-rename", args=[billing.pk])
    response = as_alice.post(url, {"name": "Payments"}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "There is a team called “Payments” already" in response.content.decode()
    billing.refresh_from_db()
    assert billing.name == "Billing"


def test_members_are_set_and_setting_them_again_is_not_recorded(as_alice, bob, vera, billing):
    billing.members.add(vera)
    url = reverse("accounts:team-members", args=[billing.pk])
    for _ in range(2):
        assert as_alice.post(url, {"members": [bob.pk]}).status_code == 302
    assert list(billing.members.all()) == [bob]
    entry = AuditEntry.objects.get(action="team.members_changed")
    assert entry.changes == {"added": [bob.pk], "removed": [vera.pk]}


def test_somebody_of_another_tenant_can_not_be_put_in(as_alice, charlie, billing):
    response = as_alice.post(reverse("accounts:team-members", args=[billing.pk]), {"members": [charlie.pk]})
    assert response.status_code == 422
    assert not billing.members.exists()


@pytest.mark.parametrize("name", ["team-rename", "team-members"])
def test_an_outsider_finds_no_team(name, charlie, billing, signed_in):
    response = signed_in(charlie).post(reverse(f"accounts:{name}", args=[billing.pk]), {"name": "Mine"})
    assert response.status_code == 404
    billing.refresh_from_db()
    assert billing.name == "Billing"


@pytest.mark.parametrize("name", ["team-create", "team-rename", "team-members"])
def test_a_viewer_may_change_nothing(name, vera, billing, signed_in):
    args = [] if name == "team-create" else [billing.pk]
    assert signed_in(vera).post(reverse(f"accounts:{name}", args=args), {"name": "Mine"}).status_code == 403
    assert [team.name for team in Team.objects.all()] == ["Billing"]


@pytest.mark.parametrize("name", ["team-create", "team-rename", "team-members"])
def test_changes_are_made_by_post_only(name, as_alice, billing):
    args = [] if name == "team-create" else [billing.pk]
    assert as_alice.get(reverse(f"accounts:{name}", args=args)).status_code == 405
