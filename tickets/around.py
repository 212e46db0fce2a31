"""What surrounds a ticket: labels, what its customer did, articles, tickets it is joined to, and others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.models import Customer
from tickets.cited import articles_cited
from tickets.journey import journey_of
from tickets.models import Category, Ticket, TicketLink, TicketMerge
from tickets.privacy import readers_of
from tickets.querysets import TicketQuerySet
from tickets.services.merging import UNDO_WITHIN

Tickets = TicketQuerySet[Ticket]

SHOWN_AT_MOST = 5
COLLEAGUES_AT_MOST = 200


@dataclass(frozen=True)
class Joined:
    """Another ticket and what it has to do with this one; `link_id` if that can be taken back."""

    words: str
    ticket: Ticket
    link_id: int | None = None


def around(ticket: Ticket, member: Member) -> dict[str, Any]:
    """As far as this member may read the other tickets."""
    readable = Ticket.objects.open_to(member)
    fresh = TicketMerge.objects.filter(undone_at=None, created_at__gt=timezone.now() - UNDO_WITHIN)
    fresh = fresh.filter(Q(source=ticket) | Q(target=ticket)).select_related("source", "target")
    return {
        "tags": ticket.tags.all(),
        "categories": Category.objects.for_tenant(ticket.tenant),
        "journey": journey_of(ticket),
        "cited": articles_cited(ticket),
        "joined": [*_linked(ticket, readable), *_merged_and_split(ticket, readable)],
        "undoable": fresh.order_by("-pk")[:SHOWN_AT_MOST],
        "earlier": _shown(readable.filter(customer=ticket.customer_id).exclude(pk=ticket.pk)),
        "colleagues": _of_company(ticket, readable),
        **readers_of(ticket, member),
    }


def _linked(ticket: Ticket, readable: Tickets) -> Iterable[Joined]:
    keys = readable.values("pk")
    links = TicketLink.objects.filter(Q(source=ticket, target__in=keys) | Q(target=ticket, source__in=keys))
    back = {
        TicketLink.Kind.RELATES: _("relates to"),
        TicketLink.Kind.DUPLICATES: _("is duplicated by"),
        TicketLink.Kind.BLOCKS: _("is blocked by"),
    }
    for link in links.select_related("source", "target").order_by("pk"):
        if link.source_id == ticket.pk:
            yield Joined(link.get_kind_display(), link.target, link.pk)
        else:
            yield Joined(back[TicketLink.Kind(link.kind)], link.source, link.pk)


def _merged_and_split(ticket: Ticket, readable: Tickets) -> Iterable[Joined]:
    near = readable.filter(Q(merged_into=ticket) | Q(split_from=ticket) | Q(pk=ticket.split_from_id))
    for other in near.order_by("pk")[: 4 * SHOWN_AT_MOST]:
        if other.merged_into_id == ticket.pk:
            yield Joined(_("merged into this"), other)
        elif other.split_from_id == ticket.pk:
            yield Joined(_("split off"), other)
        else:
            yield Joined(_("split from"), other)


def _of_company(ticket: Ticket, readable: Tickets) -> list[Ticket]:
    """Tickets of other people of the company, which is what is known of it, never what is claimed."""
    company = ticket.customer.company
    if not company:
        return []
    people = Customer.objects.for_tenant(ticket.tenant).filter(company=company)
    keys = list(people.exclude(pk=ticket.customer_id).values_list("pk", flat=True)[:COLLEAGUES_AT_MOST])
    return _shown(readable.filter(customer__in=keys)) if keys else []


def _shown(tickets: Tickets) -> list[Ticket]:
    return list(tickets.for_list().order_by("-latest_activity_at", "-pk")[:SHOWN_AT_MOST])
