from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils.html import strip_tags

from accounts import audit
from accounts.queries import AUDIT_PAGE

pytestmark = pytest.mark.django_db

INDEX = "/conversations/settings/audit/"


@pytest.fixture
def as_alice(alice, signed_in):
    return signed_in(alice)


def _record(member, action, times=1):
    for number in range(times):
        audit.record(tenant=member.tenant, actor=member, action=action, changes={"number": number})


def _numbers(page):
    return [int(number) for number in re.findall(r"number: (\d+)", page.content.decode())]


def test_the_page_shows_who_did_what(as_alice, alice, bob):
    audit.record(
        tenant=alice.tenant,
        actor=alice,
        action="member.role_changed",
        target=bob,
        changes={"role": ["agent", "admin"]},
    )
    text = as_alice.get(INDEX, headers={"HX-Request": "true"}).content.decode()
    said = strip_tags(text)
    assert f"{alice.name} changed {bob.name}'s role: agent → admin" in unescape(said)
    for hint in ["alice@launchpad.example", "member.role_changed"]:
        assert hint not in said
        assert f'title="{hint}"' in text


def test_an_action_without_a_sentence_is_said_in_its_own_words(as_alice, alice, bob):
    audit.record(tenant=alice.tenant, actor=None, action="moon_base.opened", target=bob)
    audit.record(tenant=alice.tenant, actor=alice.user, action="tenant.changed", target=bob.tenant)
    said = strip_tags(as_alice.get(INDEX).content.decode())
    assert f"The system: Moon base opened, {bob.name}" in said
    assert f"{alice.user.email}: Tenant changed, {bob.tenant.name}" in said


def test_names_in_the_log_are_text_and_not_markup(as_alice, alice, bob):
    bob.user.name = "<b>{who}</b>"
    audit.record(tenant=alice.tenant, actor=alice, action="member.deactivated", target=bob)
    assert "&lt;b&gt;{who}&lt;/b&gt;" in as_alice.get(INDEX).content.decode()


def test_another_tenants_entries_are_not_shown(as_alice, charlie):
    _record(charlie, "secret.thing")
    assert "secret.thing" not in as_alice.get(INDEX).content.decode()


def test_an_empty_log_says_what_will_be_here(as_alice):
    assert "Nothing here yet" in as_alice.get(INDEX).content.decode()


def test_the_filter_shows_one_action_and_offers_only_those_that_occur(as_alice, alice):
    _record(alice, "team.created", 3)
    _record(alice, "member.deactivated", 2)
    text = as_alice.get(INDEX, {"action": "team.created"}).content.decode()
    assert re.findall(r'<option value="(\w+\.\w+)"', text) == ["member.deactivated", "team.created"]
    assert text.count('title="team.created"') == 3
    assert 'title="member.deactivated"' not in text


def test_pages_go_back_and_forth_without_a_gap(as_alice, alice):
    _record(alice, "team.created", AUDIT_PAGE * 2 + 3)
    page, seen = as_alice.get(INDEX), []
    while True:
        seen += _numbers(page)
        older = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        if not older:
            break
        page = as_alice.get(INDEX + older[1].replace("&amp;", "&"))
    assert seen == list(range(AUDIT_PAGE * 2 + 2, -1, -1))
    newer = re.search(r'rel="prev" href="([^"]+)"', page.content.decode())
    assert newer
    assert _numbers(as_alice.get(INDEX + newer[1])) == list(range(AUDIT_PAGE + 2, 2, -1))


def test_the_filter_stays_on_the_next_page(as_alice, alice):
    _record(alice, "team.created", AUDIT_PAGE + 1)
    text = as_alice.get(INDEX, {"action": "team.created"}).content.decode()
    assert 'rel="next" href="?action=team.created&amp;before=' in text


def test_a_page_that_makes_no_sense_shows_the_newest(as_alice, alice):
    _record(alice, "team.created")
    assert _numbers(as_alice.get(INDEX, {"before": "soon"})) == [0]


def test_the_number_of_queries_does_not_grow_with_entries(as_alice, alice, count_queries):
    _record(alice, "team.created")
    as_alice.get(INDEX)
    with count_queries() as few:
        as_alice.get(INDEX)
    _record(alice, "team.created", 30)
    with count_queries() as many:
        as_alice.get(INDEX)
    assert len(many) == len(few)


def test_htmx_gets_the_log_alone(as_alice, alice):
    _record(alice, "team.created")
    text = as_alice.get(INDEX, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "team.created" in text


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_agents_and_viewers_may_not_read_it(name, request, signed_in):
    assert signed_in(request.getfixturevalue(name)).get(INDEX).status_code == 403


def test_nobody_writes_to_it(as_alice):
    assert as_alice.post(INDEX).status_code == 405
