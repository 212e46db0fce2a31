"""Tags and the category of a ticket."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import receive
from tickets.models import Category, Tag, Ticket

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "The export fails").ticket


def url(name: str, ticket: Ticket, *args: object) -> str:
    return reverse(f"tickets:{name}", args=[ticket.number, *args])


def names(ticket: Ticket) -> list[str]:
    return [tag.name for tag in ticket.tags.all()]


def test_a_tag_is_added_and_made_if_need_be(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    shown = client.post(url("tag", ticket), {"name": "  #billing "}, headers=HTMX).content.decode()
    client.post(url("tag", ticket), {"name": "Billing"})

    assert names(ticket) == ["billing"]
    assert Tag.objects.count() == 1
    assert "Remove the tag billing" in shown
    assert "Bob tagged it: billing" in client.get(ticket.get_absolute_url()).content.decode()


def test_a_tag_is_taken_away_and_twice_is_harmless(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    client.post(url("tag", ticket), {"name": "billing"})
    for _time in range(2):
        client.post(url("untag", ticket, Tag.objects.get().pk))

    assert names(ticket) == []
    assert ticket.events.filter(kind="untagged").count() == 1


@pytest.mark.parametrize("name", ["", " # ", "x" * 61, "\u200b"])
def test_a_name_that_can_not_be_taken_is_refused_where_it_was_typed(ticket, bob, signed_in, name) -> None:
    response = signed_in(bob).post(url("tag", ticket), {"name": name}, headers=HTMX)

    assert response.status_code == 422
    assert 'id="tag-error"' in response.content.decode()
    assert not Tag.objects.exists()


def test_the_category_is_set_told_and_taken_away(ticket, bob, launchpad, signed_in) -> None:
    category, client = Category.objects.create(tenant=launchpad, name="Bugs"), signed_in(bob)
    for _time in range(2):
        client.post(url("category", ticket), {"category": category.pk})
    ticket.refresh_from_db()
    assert ticket.category == category
    assert ticket.events.filter(kind="category").count() == 1

    client.post(url("category", ticket), {"category": ""})
    ticket.refresh_from_db()
    assert ticket.category is None


def test_labels_of_another_tenant_are_not_there(ticket, charlie, bob, signed_in) -> None:
    category = Category.objects.create(tenant=charlie.tenant, name="Theirs")
    tag = Tag.objects.create(tenant=charlie.tenant, name="theirs")
    client = signed_in(bob)

    assert client.post(url("category", ticket), {"category": category.pk}).status_code == 404
    assert client.post(url("untag", ticket, tag.pk)).status_code == 404
    assert b"theirs" not in client.get(reverse("tickets:tag-options")).content


def test_the_field_offers_the_tags_there_are(launchpad, bob, vera, signed_in) -> None:
    Tag.objects.create(tenant=launchpad, name="billing")

    assert b'<option value="billing">' in signed_in(bob).get(reverse("tickets:tag-options")).content
    assert signed_in(vera).get(reverse("tickets:tag-options")).status_code == 403


@pytest.mark.parametrize("verb", ["tag", "untag", "category"])
def test_nobody_else_labels(ticket, launchpad, vera, charlie, bob, signed_in, verb) -> None:
    tag = Tag.objects.create(tenant=launchpad, name="billing")
    where = url(verb, ticket, tag.pk) if verb == "untag" else url(verb, ticket)
    data = {"name": "billing", "category": ""}

    assert signed_in(vera).post(where, data).status_code == 403
    assert signed_in(charlie).post(where, data).status_code == 404
    assert signed_in(bob).get(where).status_code == 405
    assert not ticket.events.filter(kind__in=["tagged", "untagged", "category"]).exists()


def test_a_viewer_sees_labels_and_nothing_to_change_them(ticket, bob, vera, signed_in) -> None:
    signed_in(bob).post(url("tag", ticket), {"name": "billing"})
    shown = signed_in(vera).get(url("around", ticket), headers=HTMX).content.decode()

    assert "billing" in shown
    assert "<form" not in shown


SETTINGS = "labels:settings"


def settings_url(verb: str, label: Tag | Category) -> str:
    kind = "tag" if isinstance(label, Tag) else "category"
    return reverse(f"labels:{verb}", args=[kind, label.pk])


@pytest.mark.parametrize("model", [Tag, Category])
def test_an_admin_makes_renames_and_drops_labels(launchpad, alice, signed_in, model) -> None:
    client, kind = signed_in(alice), model.__name__.lower()
    for _time in range(2):
        client.post(reverse(f"labels:create-{kind}"), {"name": "Bugs"})
    label = model.objects.get(tenant=launchpad)
    client.post(settings_url("rename", label), {"name": "Faults"})
    assert "Faults" in client.get(reverse(SETTINGS)).content.decode()

    client.post(settings_url("delete", label))

    assert not model.objects.exists()
    assert {entry.action for entry in AuditEntry.objects.all()} >= {f"{kind}.renamed", f"{kind}.deleted"}


def test_merged_tags_are_one_on_every_ticket(widget, launchpad, alice, signed_in) -> None:
    first, both = receive(widget, "First").ticket, receive(widget, "Both").ticket
    bug, fault = (Tag.objects.create(tenant=launchpad, name=name) for name in ("bug", "fault"))
    first.tags.add(bug)
    both.tags.add(bug, fault)

    signed_in(alice).post(settings_url("merge", bug), {"into": "fault"})

    assert names(first) == names(both) == ["fault"]
    assert list(Tag.objects.all()) == [fault]


def test_merged_categories_are_one_on_every_ticket(ticket, launchpad, alice, signed_in) -> None:
    bug, fault = (Category.objects.create(tenant=launchpad, name=name) for name in ("Bug", "Fault"))
    Ticket.objects.update(category=bug)

    signed_in(alice).post(settings_url("merge", bug), {"into": "Fault"})

    ticket.refresh_from_db()
    assert ticket.category == fault


def test_a_name_that_is_taken_or_not_there_is_refused_with_the_reason(launchpad, alice, signed_in) -> None:
    bug, _fault = (Tag.objects.create(tenant=launchpad, name=name) for name in ("bug", "fault"))
    client = signed_in(alice)
    for verb, data, why in (
        ("rename", {"name": "fault"}, "Merge the two instead"),
        ("rename", {"name": " "}, "Write a name"),
        ("merge", {"into": "nothing"}, "is not there"),
        ("merge", {"into": "bug"}, "Choose another"),
    ):
        response = client.post(settings_url(verb, bug), data, headers=HTMX)
        assert response.status_code == 422
        assert why in response.content.decode()
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("verb", ["rename", "merge", "delete"])
def test_only_an_admin_of_the_tenant_keeps_its_labels(
    launchpad, bob, charlie, alice, signed_in, verb
) -> None:
    tag = Tag.objects.create(tenant=launchpad, name="bug")

    assert signed_in(bob).post(settings_url(verb, tag), {"name": "x"}).status_code == 403
    assert signed_in(charlie).post(settings_url(verb, tag), {"name": "x"}).status_code == 404
    assert signed_in(alice).get(settings_url(verb, tag)).status_code == 405
    assert Tag.objects.get().name == "bug"
    assert signed_in(bob).get(reverse(SETTINGS)).status_code == 403
