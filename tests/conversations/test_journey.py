"""What customers did on a site is kept within bounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from conversations.models import JourneyEvent
from conversations.services import journey
from conversations.services.journey import Happening, record_journey
from conversations.tasks import forget_old_journeys_task
from tests.factories import CustomerFactory, JourneyEventFactory

pytestmark = pytest.mark.django_db


def happened(number: int, **fields) -> Happening:
    kept = {"kind": JourneyEvent.Kind.EVENT, "name": f"event {number}", "url": "", **fields}
    kept.setdefault("happened_at", timezone.now())
    return Happening(client_id=f"id-{number}", **kept)


def names() -> set[str]:
    return set(JourneyEvent.objects.values_list("name", flat=True))


def test_what_is_older_than_the_setting_is_forgotten_however_much_it_is(
    widget, settings, monkeypatch
) -> None:
    settings.JOURNEY_DAYS = 30
    monkeypatch.setattr(journey, "FORGOTTEN_AT_ONCE", 2)
    its = {"tenant": widget.tenant, "channel": widget}
    for _one in range(5):
        JourneyEventFactory(**its, happened_at=timezone.now() - timedelta(days=31))
    kept = JourneyEventFactory(**its, happened_at=timezone.now() - timedelta(days=29))

    forget_old_journeys_task()

    assert list(JourneyEvent.objects.all()) == [kept]


def test_of_one_customer_the_newest_are_kept(widget, monkeypatch) -> None:
    monkeypatch.setattr(journey, "KEPT_OF_A_CUSTOMER", 3)
    one, other = CustomerFactory(tenant=widget.tenant), CustomerFactory(tenant=widget.tenant)
    now = timezone.now()
    record_journey(customer=other, channel=widget, happenings=[happened(0)])

    ages = [happened(number, happened_at=now - timedelta(minutes=number)) for number in range(1, 6)]
    record_journey(customer=one, channel=widget, happenings=ages)

    assert names() == {"event 0", "event 1", "event 2", "event 3"}


def test_nothing_happened_in_the_future_or_longer_ago_than_is_kept(widget, settings) -> None:
    settings.JOURNEY_DAYS = 30
    now = timezone.now()
    odd = [now + timedelta(days=1), now - timedelta(days=400)]

    record_journey(
        customer=CustomerFactory(tenant=widget.tenant),
        channel=widget,
        happenings=[happened(number, happened_at=moment) for number, moment in enumerate(odd)],
    )

    future, past = JourneyEvent.objects.order_by("client_id")
    assert now <= future.happened_at <= timezone.now()
    assert abs(past.happened_at - (now - timedelta(days=30))) < timedelta(minutes=1)


def test_names_are_one_readable_line(widget) -> None:
    odd = happened(1, name="  Prices\n \u202egnp.exe\x00 ", url="https://www.example.com/\x07prices")

    record_journey(customer=CustomerFactory(tenant=widget.tenant), channel=widget, happenings=[odd])

    kept = JourneyEvent.objects.get()
    assert (kept.name, kept.url) == ("Prices gnp.exe", "https://www.example.com/prices")
