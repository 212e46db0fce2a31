"""Packs: their list, their pages, and what only admins may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from guidance.models import GuidanceEdit, GuidancePack, Rule
from tests.factories import CustomerFactory
from tests.guidance.conftest import HTMX, errors_of, url
from tests.guidance.factories import PackFactory, RuleFactory

pytestmark = pytest.mark.django_db

PACK = {"name": "House style", "tone": "plain", "rollout_percent": "100"}


def test_a_pack_is_made_last_and_off(browser, launchpad, widget) -> None:
    PackFactory(tenant=launchpad)
    given = {**PACK, "channel_ids": [widget.pk], "languages": "EN, de", "custom_tone": "Say workspace."}
    response = browser.post(url("pack-new"), given)

    pack = GuidancePack.objects.latest("pk")
    assert response["Location"] == pack.get_absolute_url()
    assert (pack.is_on, pack.position, pack.languages) == (False, 2, ["en", "de"])
    assert pack.channel_ids == [widget.pk]
    assert GuidanceEdit.objects.get().verb == "created"
    assert AuditEntry.objects.filter(action="guidance_pack.created", target_label="House style").exists()
    page = browser.get(url("list")).content.decode()
    assert "House style" in page
    assert "Website" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "required"),
        ({"tone": "rude"}, "not one of the available choices"),
        ({"rollout_percent": "101"}, "less than or equal to 100"),
        ({"languages": "klingon!"}, "is no language code"),
        ({"channel_ids": ["999999"]}, "not one of the available choices"),
        ({"starts_at": "2026-05-01T10:00", "ends_at": "2026-05-01T09:00"}, "ends before it begins"),
        ({"starts_at": "soon"}, "valid date"),
    ],
)
def test_a_pack_that_makes_no_sense_is_explained(browser, wrong, said) -> None:
    assert said in errors_of(browser.post(url("pack-new"), PACK | wrong))
    assert not GuidancePack.objects.exists()


def test_times_are_in_the_members_zone(browser, alice) -> None:
    alice.timezone = "Europe/Berlin"
    alice.save()
    browser.post(url("pack-new"), {**PACK, "starts_at": "2026-07-01T09:00"})

    assert GuidancePack.objects.get().starts_at.isoformat() == "2026-07-01T07:00:00+00:00"


def test_the_form_shows_what_a_pack_says_and_saves_the_same(browser, launchpad, widget) -> None:
    pack = PackFactory(
        tenant=launchpad,
        tone="warm",
        languages=["en"],
        channel_ids=[widget.pk],
        starts_at=timezone.now().replace(second=0, microsecond=0),
    )
    before = GuidancePack.objects.values().get()
    form = browser.get(url("pack", pack.pk)).context["form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    shown["starts_at"] = form["starts_at"].value().strftime("%Y-%m-%dT%H:%M")
    browser.post(url("pack-save", pack.pk), shown)

    assert GuidancePack.objects.values().get() == before
    assert not GuidanceEdit.objects.exists()


def test_a_pack_that_somebody_changed_meanwhile_is_not_overwritten(browser, launchpad) -> None:
    pack = PackFactory(tenant=launchpad)
    seen = browser.get(url("pack", pack.pk)).context["form"]["base"].value()
    browser.post(url("pack-save", pack.pk), {**PACK, "name": "Theirs", "base": seen})
    late = browser.post(url("pack-save", pack.pk), {**PACK, "name": "Mine", "base": seen}, headers=HTMX)

    assert late.status_code == 422
    assert "changed this pack while you were writing" in late.content.decode()
    assert 'value="Mine"' in late.content.decode()
    assert GuidancePack.objects.get().name == "Theirs"
    again = late.context["form"]["base"].value()
    browser.post(url("pack-save", pack.pk), {**PACK, "name": "Mine", "base": again})
    assert GuidancePack.objects.get().name == "Mine"


def test_packs_change_places(browser, launchpad) -> None:
    first, second, third = (PackFactory(tenant=launchpad, position=place) for place in (1, 2, 3))

    browser.post(url("pack-up", third.pk))
    browser.post(url("pack-down", first.pk))
    assert list(GuidancePack.objects.kept()) == [third, first, second]
    browser.post(url("pack-up", third.pk))
    assert list(GuidancePack.objects.kept()) == [third, first, second]
    browser.post(url("revert", GuidanceEdit.objects.latest("pk").pk))
    assert list(GuidancePack.objects.kept()) == [first, third, second]


def test_a_switch_can_be_taken_back_by_its_toast(browser, launchpad) -> None:
    pack = PackFactory(tenant=launchpad, is_on=True)
    response = browser.post(url("pack-off", pack.pk), headers=HTMX)
    edit = GuidanceEdit.objects.get()

    assert url("revert", edit.pk) in response.content.decode()
    pack.refresh_from_db()
    assert not pack.is_on
    browser.post(url("revert", edit.pk), {"region": "list"}, headers=HTMX)
    pack.refresh_from_db()
    assert pack.is_on


def test_a_removed_pack_comes_back_with_its_rules(browser, launchpad) -> None:
    rule = RuleFactory(pack=PackFactory(tenant=launchpad, name="Promises"))
    browser.post(url("pack-remove", rule.pack_id), headers=HTMX)
    assert browser.get(url("pack", rule.pack_id)).status_code == 404
    assert "Promises" not in browser.get(url("list")).content.decode().split("Recent changes")[0]

    browser.post(url("revert", GuidanceEdit.objects.get().pk))
    assert browser.get(url("pack", rule.pack_id)).status_code == 200
    assert Rule.objects.get() == rule


def test_rules_are_added_changed_and_removed(browser, launchpad) -> None:
    pack = PackFactory(tenant=launchpad)
    asked = {"kind": "must_not_promise", "phrases": "full refund\n money back \nfull refund", "sentence": "x"}
    browser.post(url("pack-rule-add", pack.pk), asked)
    rule = Rule.objects.get()
    assert (rule.phrases, rule.sentence) == (["full refund", "money back"], "")

    browser.post(url("rule-save", rule.pk), {"phrases": "discount"})
    rule.refresh_from_db()
    assert (rule.kind, rule.phrases) == ("must_not_promise", ["discount"])
    removed = browser.post(url("rule-remove", rule.pk), headers=HTMX)
    assert not Rule.objects.exists()
    assert "Undo" in removed.content.decode()
    assert browser.post(url("rule-remove", rule.pk)).status_code == 404
    browser.post(url("revert", GuidanceEdit.objects.latest("pk").pk), {"region": "pack"}, headers=HTMX)
    assert Rule.objects.get().pk == rule.pk


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kind": "must_not_promise", "phrases": ""}, "at least one word"),
        ({"kind": "forbidden_topic", "phrases": "…"}, "has no word in it"),
        ({"kind": "must_mention", "phrases": "gas"}, "Write the sentence"),
        ({"kind": "reminder"}, "Write the sentence"),
        ({"kind": "whatever", "phrases": "gas"}, "not one of the available choices"),
        ({"kind": "forbidden_topic", "phrases": "x" * 130}, "each of at most 120"),
    ],
)
def test_a_rule_that_makes_no_sense_is_explained(browser, launchpad, asked, said) -> None:
    pack = PackFactory(tenant=launchpad)

    assert said in errors_of(browser.post(url("pack-rule-add", pack.pk), asked))
    assert not Rule.objects.exists()


def test_a_pack_holds_no_more_than_fifty_rules(browser, launchpad) -> None:
    pack = PackFactory(tenant=launchpad)
    for _number in range(50):
        RuleFactory(pack=pack)
    refused = browser.post(url("pack-rule-add", pack.pk), {"kind": "reminder", "sentence": "Be kind."})

    assert "at most 50 rules" in refused.context["refusal"]


def test_packs_that_disagree_say_so(browser, launchpad, widget) -> None:
    warm = PackFactory(tenant=launchpad, name="Warm", tone="warm", position=1)
    formal = PackFactory(tenant=launchpad, name="Formal", tone="formal", position=2)
    RuleFactory(pack=warm, phrases=["refund"])
    RuleFactory(pack=formal, kind="must_mention", phrases=[], sentence="You get a refund.")
    page = browser.get(url("list")).content.decode()
    assert "Both say how to sound. The first one counts." in page
    assert "Such answers go to people." in page

    GuidancePack.objects.filter(pk=formal.pk).update(ends_at=timezone.now() - timedelta(days=1))
    GuidancePack.objects.filter(pk=warm.pk).update(starts_at=timezone.now())
    assert "Both say" not in browser.get(url("list")).content.decode()


def test_a_preview_says_whom_a_percentage_reaches(browser, launchpad) -> None:
    pack = PackFactory(tenant=launchpad)
    for _number in range(3):
        CustomerFactory(tenant=launchpad)

    said = browser.get(url("pack-reach", pack.pk), {"rollout_percent": "100"}, headers=HTMX).content.decode()
    assert "100% reaches about 3 of your 3 known customers." in said
    assert "0% reaches about 0" in browser.get(url("pack-reach", pack.pk)).content.decode()


def test_an_answer_can_be_tried_against_a_pack(browser, launchpad) -> None:
    rule = RuleFactory(pack=PackFactory(tenant=launchpad))
    tried = browser.post(url("pack-try", rule.pack_id), {"text": "You get a full refund."}).content.decode()
    fine = browser.post(
        url("pack-try", rule.pack_id), {"text": "Ask Billing."}, headers=HTMX
    ).content.decode()

    assert "Not sent: the ticket goes to people." in tried
    assert "Sent as this:" in fine
    assert "<html" not in fine


def test_without_a_model_the_page_says_what_tone_does_not_do(browser, launchpad) -> None:
    assert "only once a language model is set up" in browser.get(url("list")).content.decode()


POSTS = [
    ("pack-new", ""), ("pack-save", "pack"), ("pack-on", "off"), ("pack-off", "pack"), ("pack-up", "off"),
    ("pack-down", "pack"), ("pack-remove", "pack"), ("pack-rule-add", "pack"), ("rule-save", "rule"),
    ("rule-remove", "rule"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "thing"), POSTS)
def test_only_admins_of_the_tenant_change_packs(
    launchpad, alice, bob, vera, charlie, signed_in, client, name, thing
) -> None:
    pack = PackFactory(tenant=launchpad, position=1)
    things = {
        "pack": pack,
        "off": PackFactory(tenant=launchpad, position=2, is_on=False),
        "rule": RuleFactory(pack=pack),
    }
    address = url(name, *([things[thing].pk] if thing else []))
    data = {**PACK, "kind": "reminder", "sentence": "Be kind.", "phrases": "discount"}

    def state() -> list:
        packs = GuidancePack.objects.filter(tenant=launchpad).order_by("pk")
        return [list(packs.values()), list(Rule.objects.order_by("pk").values())]

    before = state()
    for member in (bob, vera):
        assert signed_in(member).post(address, data).status_code == 403
    assert signed_in(charlie).post(address, data).status_code == (404 if thing else 302)
    assert client.post(address, data).status_code == 302
    assert state() == before
    if name != "pack-new":
        assert signed_in(alice).get(address).status_code == 405
    assert signed_in(alice).post(address, data).status_code == 302
    assert state() != before


@pytest.mark.parametrize(
    ("name", "thing"), [("pack-on", "pack"), ("pack-save", "pack"), ("pack-remove", "pack")]
)
def test_twice_is_harmless(browser, launchpad, name, thing) -> None:
    pack = PackFactory(tenant=launchpad, is_on=False)
    browser.post(url(name, pack.pk), PACK)
    count = GuidanceEdit.objects.count()
    browser.post(url(name, pack.pk), PACK)

    assert GuidanceEdit.objects.count() == count == 1


def test_a_viewer_reads_everything_and_is_offered_no_change(launchpad, vera, signed_in) -> None:
    rule = RuleFactory(pack=PackFactory(tenant=launchpad, name="House style"))
    client = signed_in(vera)
    pages = [client.get(url("list")), client.get(url("pack", rule.pack_id)), client.get(url("history"))]

    for page in pages:
        assert page.status_code == 200
        assert "Remove" not in page.content.decode()
        assert "New pack" not in page.content.decode()
    assert "full refund" in pages[1].content.decode()


def test_an_empty_page_says_what_will_be_here(browser, signed_in, vera) -> None:
    assert "Write the first pack" in browser.get(url("list")).content.decode()
    page = signed_in(vera).get(url("list")).content.decode()
    assert "No packs yet" in page
    assert "Write the first pack" not in page


def test_the_menu_leads_there(browser) -> None:
    assert url("list") in browser.get("/conversations/tickets/").content.decode()
