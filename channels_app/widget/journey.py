"""What a visitor did on the tenant's site before and while they write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from channels_app.widget.models import WidgetSession
from channels_app.widget.payloads import JourneyStep
from channels_app.widget.settings import WidgetSettings
from conversations.models import JourneyEvent
from conversations.services.journey import Happening, record_journey

# A tab may stay open for days; what it says of longer ago is the doing of a clock that was set.
LONGEST_AGO = timedelta(days=7).total_seconds()


@transaction.atomic
def keep_journey(session: WidgetSession, *, steps: Sequence[JourneyStep]) -> None:
    """Keep the steps for the session's customer; nothing where the widget keeps no journeys."""
    if not WidgetSettings.of(session.channel).keeps_journey:
        return
    session = session.locked()
    now = timezone.now()
    happenings = [_as_happening(step, now) for step in steps]
    record_journey(customer=session.customer, channel=session.channel, happenings=happenings)


def _as_happening(step: JourneyStep, now: datetime) -> Happening:
    return Happening(
        client_id=step.client_id,
        kind=JourneyEvent.Kind(step.kind),
        name=step.name,
        url=step.url,
        properties=step.properties,
        happened_at=now - timedelta(seconds=min(max(step.seconds_ago, 0), LONGEST_AGO)),
    )
