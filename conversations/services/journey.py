"""Keeping what customers do on their tenant's site, and forgetting it in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations.models import Channel, Customer, JourneyEvent
from conversations.text import readable

KEPT_OF_A_CUSTOMER = 1000
FORGOTTEN_AT_ONCE = 5000


@dataclass(frozen=True)
class Happening:
    """What a browser tells; `client_id` names it for good within its channel."""

    client_id: str
    kind: JourneyEvent.Kind
    name: str
    url: str
    happened_at: datetime
    properties: dict[str, str | bool | int | float | None] = field(default_factory=dict)


@transaction.atomic
def record_journey(*, customer: Customer, channel: Channel, happenings: Sequence[Happening]) -> None:
    """Keep them, each once however often it comes, and of one customer the newest only."""
    now = timezone.now()
    rows = [
        JourneyEvent(
            tenant_id=customer.tenant_id,
            customer=customer,
            channel=channel,
            kind=happening.kind,
            name=" ".join(readable(happening.name).split()),
            url=readable(happening.url),
            properties=happening.properties,
            client_id=happening.client_id,
            happened_at=min(max(happening.happened_at, _oldest(now)), now),
            created_at=now,
        )
        for happening in happenings
    ]
    JourneyEvent.objects.bulk_create(rows, ignore_conflicts=True)
    _forget_beyond_newest(customer)


def _forget_beyond_newest(customer: Customer) -> None:
    of_customer = JourneyEvent.objects.filter(customer=customer).newest_first()
    # Read first: one statement for both would plan for as many as nobody has.
    keys = list(of_customer.values_list("pk", flat=True)[KEPT_OF_A_CUSTOMER:])
    if keys:
        JourneyEvent.objects.filter(pk__in=keys).delete()


def give_journey(customer: Customer, *, to: Customer) -> None:
    """What an anonymous visitor did, the customer did who they turned out to be."""
    JourneyEvent.objects.for_tenant(to.tenant).filter(customer=customer).update(customer=to)


def forget_old_journeys() -> None:
    """Delete what is older than settings.JOURNEY_DAYS, some thousands at a time."""
    old = JourneyEvent.objects.filter(happened_at__lt=_oldest(timezone.now())).order_by("happened_at")
    while keys := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        JourneyEvent.objects.filter(pk__in=keys).delete()


def _oldest(now: datetime) -> datetime:
    return now - timedelta(days=settings.JOURNEY_DAYS)
