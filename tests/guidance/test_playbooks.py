"""Playbooks and the editor of their rules."""

from __future__ import annotations

import pytest

from guidance.models import GuidanceEdit, Playbook, PlaybookRule
from tests.factories import MemberFactory, TeamFactory
from tests.guidance.conftest import HTMX, errors_of, url
from tests.guidance.factories import PlaybookFactory, PlaybookRuleFactory

pytestmark = pytest.mark.django_db

RULE = {"name": "Refunds", "keywords": "refund\nmoney back"}


def test_a_playbook_is_made_and_a_rule_is_written_off(browser, launchpad, widget) -> None:
    made = browser.post(url("playbook-new"), {"name": "Money"})
    playbook = Playbook.objects.get()
    assert made["Location"] == playbook.get_absolute_url()
    team = TeamFactory(tenant=launchpad, name="Billing")
    asked = {
        **RULE,
        "intents": ["complaint"],
        "plans": "Pro, Business",
        "channel_ids": [widget.pk],
        "confidence_below": "0.5",
        "unhelpful_turns": "2",
        "outside_hours": "on",
        "destination": "team",
        "team": team.pk,
        "address": "left@over.example",
        "priority": "high",
        "message": "Billing looks at it.",
    }
    browser.post(url("playbook-rule-new", playbook.pk), asked)

    rule = PlaybookRule.objects.get()
    assert not rule.is_on
    assert (rule.team, rule.address, rule.priority) == (team, "", "high")
    assert rule.conditions == {
        "keywords": ["refund", "money back"],
        "intents": ["complaint"],
        "plans": ["Pro", "Business"],
        "channel_ids": [widget.pk],
        "confidence_below": 0.5,
        "unhelpful_turns": 2,
        "outside_hours": True,
    }
    page = browser.get(url("playbook", playbook.pk)).content.decode()
    assert "The message says “refund” or “money back”" in page
    assert "it came by Website" in page
    assert "Billing" in page


def test_the_editor_shows_what_a_rule_says_and_saves_the_same(browser, launchpad, widget) -> None:
    conditions = {"keywords": ["refund", "money back"], "plans": ["Pro"], "channel_ids": [widget.pk]}
    rule = PlaybookRuleFactory(
        playbook__tenant=launchpad, conditions=conditions, destination="email", address="night@example.com"
    )
    before = PlaybookRule.objects.values().get()
    form = browser.get(url("playbook-rule", rule.pk)).context["form"]
    shown = {field.name: field.value() for field in form if field.value() not in (None, False)}
    browser.post(url("playbook-rule-save", rule.pk), shown)

    assert PlaybookRule.objects.values().get() == before
    assert not GuidanceEdit.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"keywords": ""}, "at least one condition"),
        ({"keywords": "!!!"}, "has no word in it"),
        ({"name": ""}, "required"),
        ({"confidence_below": "0"}, "greater than or equal to 0.01"),
        ({"confidence_below": "2"}, "less than or equal to 1"),
        ({"unhelpful_turns": "0"}, "greater than or equal to 1"),
        ({"intents": ["buy"]}, "not one of the available choices"),
        ({"destination": "team"}, "Choose the team"),
        ({"destination": "member"}, "Choose the member"),
        ({"destination": "slack", "address": "#"}, "Slack channel's name"),
        ({"destination": "email", "address": "night"}, "one email address"),
        ({"destination": "email", "address": "a@example.com, b@example.com"}, "one email address"),
        ({"destination": "pigeon"}, "not one of the available choices"),
        ({"priority": "urgent"}, "not one of the available choices"),
    ],
)
def test_a_rule_that_makes_no_sense_is_explained(browser, launchpad, wrong, said) -> None:
    playbook = PlaybookFactory(tenant=launchpad)

    assert said in errors_of(browser.post(url("playbook-rule-new", playbook.pk), RULE | wrong))
    assert not PlaybookRule.objects.exists()


def test_teams_and_members_of_another_tenant_can_not_be_chosen(browser, launchpad, harbor, charlie) -> None:
    playbook, team = PlaybookFactory(tenant=launchpad), TeamFactory(tenant=harbor)

    for wrong in ({"destination": "team", "team": team.pk}, {"destination": "member", "member": charlie.pk}):
        said = errors_of(browser.post(url("playbook-rule-new", playbook.pk), RULE | wrong))
        assert "not one of the available" in said


def test_a_slack_channel_is_kept_with_its_sign_and_said_to_be_told_later(browser, launchpad) -> None:
    playbook = PlaybookFactory(tenant=launchpad)
    browser.post(url("playbook-rule-new", playbook.pk), RULE | {"destination": "slack", "address": " urgent"})

    assert PlaybookRule.objects.get().address == "#urgent"
    page = browser.get(url("playbook", playbook.pk)).content.decode()
    assert "Slack is not connected yet: nobody is told there." in page


def test_rules_change_places_are_switched_and_removed_and_all_is_undone(browser, launchpad) -> None:
    playbook = PlaybookFactory(tenant=launchpad)
    first, second = (PlaybookRuleFactory(playbook=playbook, is_on=False, position=place) for place in (1, 2))
    for name in ("playbook-rule-up", "playbook-rule-on", "playbook-rule-remove"):
        response = browser.post(url(name, second.pk), headers=HTMX)
        assert "Undo" in response.content.decode()
    assert list(playbook.rules.all()) == [first]

    for edit in GuidanceEdit.objects.order_by("-pk")[:3]:
        browser.post(url("revert", edit.pk), {"region": "playbook"}, headers=HTMX)
    assert list(playbook.rules.all()) == [first, second]
    assert not playbook.rules.get(pk=second.pk).is_on


def test_a_rule_whose_team_is_gone_comes_back_without_it(browser, launchpad) -> None:
    team = TeamFactory(tenant=launchpad)
    rule = PlaybookRuleFactory(playbook__tenant=launchpad, destination="team", team=team)
    browser.post(url("playbook-rule-remove", rule.pk))
    team.delete()
    browser.post(url("revert", GuidanceEdit.objects.get().pk))

    assert PlaybookRule.objects.get().team is None
    page = browser.get(url("playbook", rule.playbook_id)).content.decode()
    assert "a team that is gone" in page


POSTS = [
    ("playbook-new", ""), ("playbook-save", "playbook"), ("playbook-on", "off"), ("playbook-off", "playbook"),
    ("playbook-up", "off"), ("playbook-down", "playbook"), ("playbook-remove", "playbook"),
    ("playbook-rule-new", "playbook"), ("playbook-rule-save", "rule"), ("playbook-rule-on", "last"),
    ("playbook-rule-off", "rule"), ("playbook-rule-up", "last"), ("playbook-rule-down", "rule"),
    ("playbook-rule-remove", "rule"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "thing"), POSTS)
def test_only_admins_of_the_tenant_change_playbooks(
    launchpad, alice, bob, vera, charlie, signed_in, client, name, thing
) -> None:
    playbook = PlaybookFactory(tenant=launchpad, position=1)
    things = {
        "playbook": playbook,
        "off": PlaybookFactory(tenant=launchpad, position=2, is_on=False),
        "rule": PlaybookRuleFactory(playbook=playbook, position=1),
        "last": PlaybookRuleFactory(playbook=playbook, position=2, is_on=False),
    }
    address = url(name, *([things[thing].pk] if thing else []))

    def state() -> list:
        playbooks = Playbook.objects.filter(tenant=launchpad).order_by("pk")
        return [list(playbooks.values()), list(PlaybookRule.objects.order_by("pk").values())]

    before = state()
    for member in (bob, vera):
        assert signed_in(member).post(address, RULE).status_code == 403
    assert signed_in(charlie).post(address, RULE).status_code == (404 if thing else 302)
    assert client.post(address, RULE).status_code == 302
    assert state() == before
    if not name.endswith("new"):
        assert signed_in(alice).get(address).status_code == 405
    assert signed_in(alice).post(address, RULE).status_code == 302
    assert state() != before


def test_a_viewer_reads_a_rule_and_can_not_change_it(launchpad, vera, signed_in) -> None:
    rule = PlaybookRuleFactory(
        playbook__tenant=launchpad, destination="member", member=MemberFactory(tenant=launchpad)
    )
    page = signed_in(vera).get(url("playbook-rule", rule.pk)).content.decode()

    assert '<fieldset class="stack guidance-plain" disabled>' in page
    assert ">Save<" not in page
