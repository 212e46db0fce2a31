from __future__ import annotations

import json

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Team
from conversations.models import Message
from tests.factories import CustomerFactory, receive
from tickets.models import Macro, Tag, Ticket, TicketEvent

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget, launchpad) -> Ticket:
    jane = CustomerFactory(tenant=launchpad, name="Jane Smith", company="Acme")
    return receive(widget, "Where is my refund?", customer=jane).ticket


def write(client, **fields: object):
    values = {"name": "Refund", "body": "Hello {customer.first_name}", "scope": "personal", **fields}
    return client.post(reverse("macros:create"), values)


def use(client, macro: Macro | None = None):
    pk = (macro or Macro.objects.get()).pk
    return client.post(reverse("tickets:macro-apply", args=[1001, pk]), headers=HTMX)


def inserted(response) -> str:
    return json.loads(response.headers["HX-Trigger"])["composer:insert"]["text"]


def test_a_macros_text_goes_into_the_composer_and_nothing_is_sent(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    assert write(client).status_code == 302

    response = use(client)

    assert inserted(response) == "Hello Jane"
    assert "“Refund” was used" in response.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert Message.objects.filter(author="member").count() == 0
    assert Macro.objects.get().used_count == 1


def test_every_variable_is_filled_in(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    team = Team.objects.create(tenant=bob.tenant, name="Billing")
    Ticket.objects.update(team=team)
    write(
        client,
        body="{customer.name}, {customer.company}: {ticket.reference} {ticket.subject} "
        "{member.first_name} {member.name} {team.name} {organisation.name}",
    )

    assert inserted(use(client)) == ("Jane Smith, Acme: #1001 Where is my refund? Bob Bob Billing Launchpad")


def test_where_nobody_knows_it_the_default_stands(widget, launchpad, bob, signed_in) -> None:
    receive(widget, "Hi", customer=CustomerFactory(tenant=launchpad, name="", email=""))
    client = signed_in(bob)
    write(client, body="Hello {customer.first_name|there}, {customer.company}keep {braces} and {A.b}.")

    assert inserted(use(client)) == "Hello there, keep {braces} and {A.b}."


def test_what_a_customer_calls_themselves_is_not_filled_in_again(widget, launchpad, bob, signed_in) -> None:
    receive(widget, "Hi", customer=CustomerFactory(tenant=launchpad, name="{member.name} x"))
    client = signed_in(bob)
    write(client, body="Hello {customer.name}")

    assert inserted(use(client)) == "Hello {member.name} x"


def test_a_macro_changes_the_ticket_with_a_line_for_each(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    team = Team.objects.create(tenant=bob.tenant, name="Billing")
    tags = [Tag.objects.create(tenant=bob.tenant, name=name) for name in ("VIP", "Money")]
    write(
        client,
        status="pending",
        priority="high",
        assignee="me",
        new_team=team.pk,
        tags=[tag.pk for tag in tags],
    )

    use(client)
    use(client)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.owner, ticket.team) == ("pending", "high", bob, team)
    assert set(ticket.tags.all()) == set(tags)
    kinds = list(TicketEvent.objects.filter(member=bob).order_by("kind").values_list("kind", flat=True))
    assert kinds == ["assigned", "priority", "status", "tagged", "tagged"]


def test_what_was_deleted_since_is_left_out(ticket, alice, bob, signed_in) -> None:
    client = signed_in(bob)
    team = Team.objects.create(tenant=bob.tenant, name="Billing")
    tag = Tag.objects.create(tenant=bob.tenant, name="VIP")
    write(client, assignee=str(alice.pk), new_team=team.pk, tags=[tag.pk])
    tag.delete()
    team.delete()
    alice.is_active = False
    alice.save()

    assert use(client).status_code == 200

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.team) == (None, None)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": ""}, "required"),
        ({"body": "Hi {customer.nmae}"}, "{customer.nmae} is not known"),
        ({"body": ""}, "Write a text, or choose"),
        ({"scope": "team"}, "Choose the team"),
        ({"status": "asleep"}, "valid choice"),
        ({"tags": [10**6]}, "valid choice"),
        ({"body": "x" * 20_001}, "at most"),
    ],
)
def test_a_macro_that_can_not_be_is_refused_with_what_was_typed(bob, signed_in, fields, why) -> None:
    response = write(signed_in(bob), **fields)

    assert response.status_code == 422
    assert why in response.content.decode().replace("&#x27;", "'")
    assert Macro.objects.count() == 0


def test_a_macro_may_change_the_ticket_only(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    write(client, body="", status="resolved")

    response = use(client)

    assert "composer:insert" not in response.headers["HX-Trigger"]
    ticket.refresh_from_db()
    assert ticket.is_resolved


def test_the_menu_offers_what_one_may_use_those_used_most_first(ticket, alice, bob, vera, signed_in) -> None:
    client = signed_in(bob)
    for name in ("Alpha", "Beta"):
        write(client, name=name, scope="shared")
    write(signed_in(alice), name="Alice's own")
    use(client, Macro.objects.get(name="Beta"))

    menu = client.get(reverse("tickets:macro-menu", args=[1001])).content.decode()

    assert menu.index("Beta") < menu.index("Alpha")
    assert "Alice" not in menu
    assert signed_in(vera).get(reverse("tickets:macro-menu", args=[1001])).status_code == 403


def test_macros_are_changed_and_deleted_by_their_owner_and_shared_ones_by_admins(
    ticket, alice, bob, charlie, signed_in
) -> None:
    write(signed_in(bob), scope="shared")
    macro = Macro.objects.get()
    address = reverse("macros:change", args=[macro.pk])
    values = {"name": "Money back", "body": "Yes", "scope": "shared"}

    assert signed_in(charlie).post(address, values).status_code == 404
    assert use(signed_in(charlie), macro).status_code == 404
    assert signed_in(alice).post(address, values).status_code == 302
    macro.refresh_from_db()
    assert macro.name == "Money back"
    assert macro.owner == bob
    page = signed_in(bob).get(reverse("macros:edit", args=[macro.pk])).content.decode()
    assert "Money back" in page
    signed_in(bob).post(reverse("macros:delete", args=[macro.pk]))
    assert Macro.objects.count() == 0
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["macro.created", "macro.changed", "macro.deleted"]


def test_ones_own_macros_are_nobody_elses(ticket, alice, bob, signed_in) -> None:
    write(signed_in(bob))
    macro = Macro.objects.get()

    assert signed_in(alice).get(reverse("macros:edit", args=[macro.pk])).status_code == 404
    assert use(signed_in(alice), macro).status_code == 404
    assert "Refund" not in signed_in(alice).get(reverse("macros:index")).content.decode()
    assert AuditEntry.objects.count() == 0


def test_an_empty_page_offers_the_first_macro(bob, signed_in) -> None:
    assert "Write the first macro" in signed_in(bob).get(reverse("macros:index")).content.decode()
