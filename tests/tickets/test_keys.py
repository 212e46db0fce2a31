"""The sheet of keys says what the keys do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import receive
from tickets.models import Category

pytestmark = pytest.mark.django_db


def keys_of(page: str) -> set[str]:
    return set(re.findall(r'data-shortcut="(.)"', page))


def sheet_of(page: str) -> set[str]:
    return set(re.findall(r"<kbd>(.)</kbd>", page[page.index('id="keys"') :]))


def test_every_key_of_a_ticket_and_of_the_list_is_in_the_sheet(widget, launchpad, bob, signed_in) -> None:
    Category.objects.create(tenant=launchpad, name="Billing")
    ticket, client = receive(widget, "My invoice is wrong").ticket, signed_in(bob)
    page = client.get(ticket.get_absolute_url()).content.decode()
    parts = [
        client.get(reverse(name, args=[ticket.number]), headers={"HX-Request": "true"}).content.decode()
        for name in ("tickets:around", "agent:panel")
    ]

    used = keys_of("".join([page, *parts]))

    assert {"M", "S", "L", "T", "R", "l", "c", "s", "e", "b", "o", "f"} <= used
    assert used <= sheet_of(page)


def test_the_key_that_snoozes_wakes(widget, bob, signed_in) -> None:
    ticket, client = receive(widget, "My invoice is wrong").ticket, signed_in(bob)
    until = (timezone.now() + timedelta(days=1)).isoformat()
    client.post(reverse("tickets:snooze", args=[ticket.number]), {"until": until})

    page = client.get(ticket.get_absolute_url()).content.decode()

    assert re.search(r'data-shortcut="s">[^<]*<svg.*?</svg> Wake', page)
