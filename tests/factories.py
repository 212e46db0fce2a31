"""Rows for tests. What a service makes in production is made by that service where a test cares."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Member, Team, Tenant, User
from agent.models import TicketSuggestion
from ai.embeddings import DIMENSIONS
from conversations.models import Channel, Customer, JourneyEvent
from tickets.intake import Received, receive_message
from tickets.models import BusinessHours, SlaPolicy


class TenantFactory(DjangoModelFactory[Tenant]):
    class Meta:
        model = Tenant

    slug = factory.Sequence(lambda n: f"tenant-{n}")
    name = factory.Sequence(lambda n: f"Tenant {n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("demo")


class MemberFactory(DjangoModelFactory[Member]):
    class Meta:
        model = Member

    tenant = factory.SubFactory(TenantFactory)
    user = factory.SubFactory(UserFactory)
    role = Member.Role.AGENT


class TeamFactory(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class ChannelFactory(DjangoModelFactory[Channel]):
    class Meta:
        model = Channel

    tenant = factory.SubFactory(TenantFactory)
    kind = Channel.Kind.WIDGET
    name = "Website"


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Customer {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.com")


class JourneyEventFactory(DjangoModelFactory[JourneyEvent]):
    """A page of prices that a customer looked at; the tenant and the channel are to be said."""

    class Meta:
        model = JourneyEvent

    customer = factory.SubFactory(CustomerFactory, tenant=factory.SelfAttribute("..tenant"))
    kind = JourneyEvent.Kind.PAGE_VIEW
    name = factory.Sequence(lambda n: f"Prices {n}")
    url = "https://www.example.com/prices"
    client_id = factory.Sequence(lambda n: f"event-{n}")
    happened_at = factory.LazyFunction(timezone.now)


class BusinessHoursFactory(DjangoModelFactory[BusinessHours]):
    """Open from nine to five on weekdays."""

    class Meta:
        model = BusinessHours

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Hours {n}")
    timezone = "Europe/Berlin"
    week = [[[540, 1020]]] * 5 + [[], []]


class SlaPolicyFactory(DjangoModelFactory[SlaPolicy]):
    """For every ticket, around the clock: an hour for the first answer, eight for the resolution."""

    class Meta:
        model = SlaPolicy

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Policy {n}")
    position = factory.Sequence(lambda n: n)
    first_response_minutes = 60
    next_response_minutes = 30
    resolution_minutes = 480


def direction_of(text: str) -> list[float]:
    """A vector of its own for each text: the same texts are alike, others are not."""
    place = crc32(text.encode()) % DIMENSIONS
    return [float(number == place) for number in range(DIMENSIONS)]


class SuggestionFactory(DjangoModelFactory[TicketSuggestion]):
    """What the AI saw in a chat; the tenant and the chat's ticket are to be said."""

    class Meta:
        model = TicketSuggestion

    title = "The kitchen tap is leaking"
    summary = "The kitchen tap is leaking. Since Monday."
    priority = "medium"
    category = "maintenance"
    confidence = 0.9
    message_ids = factory.LazyFunction(list)
    vector = factory.LazyAttribute(lambda one: direction_of(one.title))
    shown_at = factory.LazyAttribute(lambda one: timezone.now() if one.confidence >= 0.8 else None)


def receive(channel: Channel, body: str = "My invoice is wrong", **fields: Any) -> Received:
    """One customer message, taken in as a channel would."""
    fields.setdefault("customer", None)
    customer = fields.pop("customer") or CustomerFactory(tenant=channel.tenant)
    fields.setdefault("thread_key", f"thread:{customer.pk}")
    return receive_message(channel=channel, customer=customer, body=body, **fields)
