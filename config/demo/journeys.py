"""What the demo's customers did on their tenant's site, told by the service that the widget tells it by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from channels_app.widget.identity import note_claims
from conversations.models import JourneyEvent
from conversations.services.journey import Happening, record_journey
from tickets.models import Ticket


def walk(ticket: Ticket, script: dict[str, Any]) -> None:
    """The script's `walk`: what its customer did, in minutes before (or, below zero, after) the ticket."""
    steps = [_as_happening(ticket, step, number) for number, step in enumerate(script.get("walk", ()))]
    record_journey(customer=ticket.customer, channel=ticket.channel, happenings=steps)
    if "recording" in script:
        note_claims(ticket.customer, {"session_recording_url": script["recording"]})


def _as_happening(ticket: Ticket, step: dict[str, Any], number: int) -> Happening:
    return Happening(
        client_id=f"demo-{ticket.pk}-{number}",
        kind=JourneyEvent.Kind.EVENT if "event" in step else JourneyEvent.Kind.PAGE_VIEW,
        name=step.get("event") or step["title"],
        url=step["url"],
        properties=step.get("properties", {}),
        happened_at=ticket.created_at - timedelta(minutes=step["before"]),
    )
