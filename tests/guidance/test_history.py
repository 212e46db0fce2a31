"""What was changed, and the way back."""

from __future__ import annotations

import pytest

from guidance.models import GuidanceEdit, GuidancePack
from tests.factories import TeamFactory
from tests.guidance.conftest import HTMX, url
from tests.guidance.factories import PackFactory, PlaybookRuleFactory, RuleFactory

pytestmark = pytest.mark.django_db

PACK = {"name": "House style", "tone": "plain", "rollout_percent": "100"}


def test_an_edit_shows_what_it_changed_and_what_bringing_it_back_would_change(browser, launchpad) -> None:
    rule = RuleFactory(pack=PackFactory(tenant=launchpad, name="House style", tone="warm"))
    browser.post(url("pack-save", rule.pack_id), PACK | {"tone": "formal", "rollout_percent": "40"})
    browser.post(url("rule-save", rule.pk), {"phrases": "discount"})
    first = GuidanceEdit.objects.order_by("pk").first()
    page = browser.get(url("edit", first.pk)).content.decode()
    changed, back = page.split("Bringing back")

    assert "<del>Warm</del> → <ins>Formal</ins>" in changed
    assert "<del>100%</del> → <ins>40%</ins>" in changed
    assert "discount" not in changed
    assert "<del>Formal</del> → <ins>Warm</ins>" in back
    assert "<del>discount</del> → <ins>full refund</ins>" in back


def test_bringing_back_is_an_edit_of_its_own_that_can_be_taken_back(browser, launchpad) -> None:
    pack = PackFactory(tenant=launchpad, name="Before")
    browser.post(url("pack-save", pack.pk), PACK)
    first = GuidanceEdit.objects.get()

    browser.post(url("revert", first.pk))
    assert GuidancePack.objects.get().name == "Before"
    reverted = GuidanceEdit.objects.latest("pk")
    assert (reverted.verb, reverted.reverts) == ("reverted", first)
    browser.post(url("revert", first.pk))
    assert GuidanceEdit.objects.count() == 2
    assert "it is so already" in browser.get(url("edit", first.pk)).content.decode()
    browser.post(url("revert", reverted.pk))
    assert GuidancePack.objects.get().name == "House style"


def test_taking_back_the_making_of_a_pack_removes_it(browser) -> None:
    browser.post(url("pack-new"), PACK)
    browser.post(url("revert", GuidanceEdit.objects.get().pk))

    assert GuidancePack.objects.get().is_removed
    assert browser.get(url("history")).status_code == 200


def test_an_older_edit_of_the_text_does_not_move_a_pack(browser, launchpad) -> None:
    first, second = (PackFactory(tenant=launchpad, position=place) for place in (1, 2))
    browser.post(url("pack-save", second.pk), PACK)
    edit = GuidanceEdit.objects.get()
    browser.post(url("pack-up", second.pk))
    browser.post(url("revert", edit.pk))

    assert list(GuidancePack.objects.kept()) == [second, first]


def test_a_playbooks_edit_speaks_of_its_rules_in_words(browser, launchpad) -> None:
    team = TeamFactory(tenant=launchpad, name="Billing")
    rule = PlaybookRuleFactory(playbook__tenant=launchpad, name="Refunds")
    asked = {"name": "Refunds", "keywords": "refund", "destination": "team", "team": team.pk}
    browser.post(url("playbook-rule-save", rule.pk), asked)
    page = browser.get(url("edit", GuidanceEdit.objects.get().pk)).content.decode()

    assert "Rule “Refunds”" in page
    assert "<del>The message says “invoice”</del> → <ins>The message says “refund”</ins>" in page
    assert "<ins>Billing</ins>" in page


def test_history_goes_on_page_by_page(browser, launchpad, alice) -> None:
    pack = PackFactory(tenant=launchpad)
    edits = [
        GuidanceEdit.objects.create(tenant=launchpad, pack=pack, verb="changed", by=alice, after={})
        for _number in range(60)
    ]
    first = browser.get(url("history"))
    page = first.context["page"]
    rest = browser.get(url("history") + page.next_url).context["page"]

    assert [edit.pk for edit in (*page.edits, *rest.edits)] == [edit.pk for edit in reversed(edits)]
    assert rest.next_url == ""
    assert browser.get(url("history"), {"before": "x"}).status_code == 200


def test_only_admins_bring_something_back(launchpad, alice, bob, vera, charlie, signed_in) -> None:
    pack = PackFactory(tenant=launchpad)
    signed_in(alice).post(url("pack-off", pack.pk))
    address = url("revert", GuidanceEdit.objects.get().pk)

    for member in (bob, vera):
        assert signed_in(member).post(address).status_code == 403
        assert (
            "Bring it back"
            not in signed_in(member).get(url("edit", GuidanceEdit.objects.get().pk)).content.decode()
        )
    assert signed_in(charlie).post(address).status_code == 404
    assert signed_in(alice).get(address).status_code == 405
    assert GuidanceEdit.objects.count() == 1
    assert signed_in(alice).post(address, headers=HTMX).status_code == 200
