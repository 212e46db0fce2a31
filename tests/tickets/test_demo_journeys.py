"""The demo's customers walk through their tenant's site by the service that real ones are told by."""

from __future__ import annotations

import pytest
from django.urls import reverse

from config.demo.content import TENANTS, TenantContent
from config.demo.journeys import walk
from conversations.models import JourneyEvent
from tests.factories import receive

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("folder", TENANTS)
def test_each_walk_is_shown_beside_its_ticket_and_there_once(folder, widget, bob, signed_in) -> None:
    scripts = [script for script in TenantContent(folder).tickets if "walk" in script]
    assert scripts

    for script in scripts:
        ticket = receive(widget, script["step"][0]["text"]).ticket
        for _time in range(2):
            walk(ticket, script)

        page = signed_in(bob).get(reverse("tickets:around", args=[ticket.number])).content.decode()
        assert script["walk"][-1]["url"] in page
        assert "Opened this ticket" in page
        assert ("Session recording" in page) == ("recording" in script)
    assert JourneyEvent.objects.count() == sum(len(script["walk"]) for script in scripts)
