"""A conversation as plain text, for people who were not there."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from conversations.models import Message
from conversations.querysets import MessageQuerySet
from tickets.models import EscalationReason, Ticket, TicketEvent

WIDTH = 96


def write_transcript(event: TicketEvent) -> str:
    """Who wrote what and when until the hand-over `event`, headed by what is known of the ticket.

    Private notes and what was deleted are left out. Times are in the tenant's zone.
    """
    zone = event.ticket.tenant.zone
    lines = [*_head(event, zone), "", "-" * WIDTH, ""]
    for message in _said_until(event).iterator(chunk_size=500):
        lines += [*_entry(message, zone), ""]
    return "\n".join(lines)


def _head(event: TicketEvent, zone: ZoneInfo) -> Iterator[str]:
    ticket, customer = event.ticket, event.ticket.customer
    yield _("Transcript of %(reference)s: %(subject)s") % {
        "reference": ticket.reference,
        "subject": " ".join(ticket.subject.split()),
    }
    yield ""
    about = {
        _("Organisation"): ticket.tenant.name,
        _("Channel"): ticket.channel.name,
        _("Customer"): customer.display_name,
        _("Email"): customer.email,
        _("Company"): customer.company,
        _("Plan"): customer.plan,
        _("Segment"): customer.segment,
        _("Country"): customer.country,
        _("Language"): customer.language,
        _("Opened"): ticket.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z"),
        _("Handed over"): event.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z"),
        _("Because"): str(EscalationReason(event.data["reason"]).label),
        _("Priority"): str(ticket.get_priority_display()),
        _("Team"): ticket.team.name if ticket.team else "",
        _("Owner"): ticket.owner.name if ticket.owner else "",
        _("Where it began"): _where_it_began(ticket),
        _("Ticket"): settings.HUB_URL + ticket.get_absolute_url(),
    }
    for name, value in about.items():
        if value:
            yield f"{name + ':':16}{' '.join(str(value).split())}"


def _where_it_began(ticket: Ticket) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(ticket.source.items()) if value)


def _said_until(event: TicketEvent) -> MessageQuerySet[Message]:
    said = Message.objects.filter(
        discussion=event.ticket.discussion_id, created_at__lte=event.created_at, deleted_at=None
    )
    return said.public().with_authors().prefetch_related("attachments").order_by("pk")


def _entry(message: Message, zone: ZoneInfo) -> Iterator[str]:
    moment = message.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    edited = " " + _("(edited)") if message.edited_at else ""
    who = dict.fromkeys([message.author_name, str(message.get_author_display())])
    yield f"{moment}  {' · '.join(who)}{edited}"
    for line in message.body.splitlines():
        yield from textwrap.wrap(line, WIDTH, initial_indent="    ", subsequent_indent="    ") or [""]
    for source in message.citations:
        yield "    " + _("Source: %(title)s") % {"title": source["title"]}
    for file in message.attachments.all():
        yield "    " + _("File: %(name)s (%(size)d bytes)") % {"name": file.name, "size": file.size}
