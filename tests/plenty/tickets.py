"""Tickets, and what stands beside them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Member
from channels_app.widget.models import WidgetSession
from knowledge.models import Passage
from knowledge.services import create_article
from tests.factories import (
    BusinessHoursFactory,
    ChannelFactory,
    CustomerFactory,
    JourneyEventFactory,
    SlaPolicyFactory,
    TeamFactory,
    receive,
)
from tests.plenty.threads import add_to_thread
from tests.urlwalk import Things, make_macro
from tickets.models import (
    Category,
    Csat,
    Notification,
    NotificationSettings,
    Reading,
    SlaClock,
    Tag,
    Ticket,
    TicketLink,
    TicketMerge,
)
from tickets.services.bulk import start_bulk
from tickets.services.saved_views import open_with, save_view
from tickets.services.scheduling import schedule_reply


def add_ticket(member: Member, passage: Passage, number: int) -> Ticket:
    tenant = member.tenant
    channel, customer = ChannelFactory(tenant=tenant), CustomerFactory(tenant=tenant)
    WidgetSession.objects.create(tenant=tenant, channel=channel, customer=customer, token_hash=str(number))
    ticket = receive(channel, customer=customer).ticket
    ticket.owner = member
    ticket.team = TeamFactory(tenant=tenant)
    ticket.category = Category.objects.create(tenant=tenant, name=f"Category {number}")
    ticket.save()
    ticket.tags.add(Tag.objects.create(tenant=tenant, name=f"Tag {number}"))
    add_to_thread(ticket, member, passage)
    Reading.note(ticket, member)
    make_macro(member)
    schedule_reply(ticket, by=member, body="Later.", send_at=timezone.now() + timedelta(hours=1))
    return ticket


def join(ticket: Ticket, other: Ticket, member: Member) -> None:
    """Linked, merged into it and split from it, in rows alone."""
    people = {"tenant": member.tenant, "source": other, "target": ticket}
    TicketLink.objects.create(kind="blocks", created_by=member, **people)
    moved = {"messages": [], "hidden": [], "renamed": {}, "participants": [], "tags": [], "merged": []}
    TicketMerge.objects.create(merged_by=member, moved=moved, **people)
    Ticket.objects.filter(pk=other.pk).update(split_from=ticket)
    ticket.tags.add(*other.tags.all())


def add_lists(member: Member, number: int) -> None:
    saved = save_view(by=member, name=f"View {number}", query="status=open", scope="shared")
    open_with(member, saved=saved)
    tickets = Ticket.objects.for_tenant(member.tenant)
    start_bulk(by=member, verb="priority", arguments={"priority": "low"}, tickets=tickets)


def add_csat(ticket: Ticket, member: Member, number: int) -> None:
    Csat.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        about="member",
        member=member,
        rating=5,
        comment=f"Good {number}",
        asked_at=timezone.now(),
        answered_at=timezone.now(),
    )


def add_journey(things: Things) -> None:
    """A page and an event of the customer whose ticket it is."""
    its = {"tenant": things.widget.tenant, "channel": things.widget, "customer": things.ticket.customer}
    JourneyEventFactory(**its)
    JourneyEventFactory(**its, kind="event", name="plan_changed", properties={"plan": "team", "seats": 4})


def add_notifications(things: Things, owner: Member, member: Member) -> None:
    """One that is new and one that was read, of tickets and by people of their own."""
    NotificationSettings.objects.create(member=member)
    for read_at in (None, timezone.now()):
        received = receive(things.widget)
        Notification.objects.create(
            tenant=owner.tenant,
            member=owner,
            ticket=received.ticket,
            kind="mentioned",
            by=member,
            message=received.message,
            read_at=read_at,
        )
        article = create_article(
            tenant=owner.tenant, title=f"Told {received.ticket}", body="Text.", by=member
        )
        Notification.objects.create(
            tenant=owner.tenant,
            member=owner,
            article=article,
            kind="review_asked",
            by=member,
            read_at=read_at,
        )


def add_promises(things: Things, number: int) -> None:
    """Another policy with hours of its own, and a promise of the ticket's that was kept."""
    tenant = things.ticket.tenant
    hours = BusinessHoursFactory(tenant=tenant, country="DE", closed_days={"2030-01-02": "Inventory"})
    policy = SlaPolicyFactory(tenant=tenant, hours=hours, channel_ids=[things.widget.pk])
    now = timezone.now()
    SlaClock.objects.create(
        tenant=tenant, ticket=things.ticket, policy=policy, target="next_response", started_at=now, met_at=now
    )
