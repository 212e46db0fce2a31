"""The outbox: from a written message to the customer's channel."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from conversations import live
from conversations.jobs import Claim, enqueue
from conversations.models import Channel, Delivery, Message


class Transport(Protocol):
    """What a channel kind's transport module provides."""

    def send(self, delivery: Delivery) -> None:
        """Hand the message to the outside. Raises when it should be tried again."""


def transport_for(kind: str) -> Transport | None:
    """The module that sends for a channel kind; None when the customer fetches messages themselves."""
    path = settings.CHANNEL_TRANSPORTS.get(kind)
    return import_module(path) if path else None


def queue_delivery(message: Message, channel: Channel) -> Delivery:
    """Write the outbox row in the message's own transaction."""
    delivery = Delivery.objects.create(tenant_id=message.tenant_id, message=message, channel=channel)
    if transport_for(channel.kind) is None:
        delivery.mark_sent()
    else:
        enqueue("conversations.deliver", key=f"deliver:{delivery.pk}", delivery_id=delivery.pk)
    return delivery


def deliver(claim: Claim, *, delivery_id: int) -> None:
    delivery = Delivery.objects.select_related("channel", "message").get(pk=delivery_id)
    transport = transport_for(delivery.channel.kind)
    if transport is not None and delivery.state != Delivery.State.SENT:
        transport.send(delivery)
    with claim.finish():
        delivery.mark_sent()
        _announce(delivery)


def mark_undeliverable(*, delivery_id: int) -> None:
    delivery = Delivery.objects.select_related("message").get(pk=delivery_id)
    delivery.mark_failed("The channel did not take the message after many tries.")
    _announce(delivery)


def _announce(delivery: Delivery) -> None:
    """Tell the team's pages; the customer has nothing to see of it."""
    live.publish(delivery.tenant_id, f"delivery-{delivery.message.discussion_id}")


@transaction.atomic
def retry_delivery(delivery: Delivery) -> None:
    """Send a failed message once more."""
    if delivery.state == Delivery.State.FAILED:
        delivery.mark_queued()
        key = f"deliver:{delivery.pk}:{timezone.now().timestamp():.0f}"
        enqueue("conversations.deliver", key=key, delivery_id=delivery.pk)
