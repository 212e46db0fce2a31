"""Saying that two tickets have to do with each other."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from tickets.live import announce
from tickets.models import Ticket, TicketEvent, TicketLink
from tickets.services.moving import lock_both
from tickets.services.timeline import add_event, check_is_whole


class LinkRefused(Exception):
    """The two can't be linked; the text says why."""


@transaction.atomic
def link_tickets(ticket: Ticket, *, to: Ticket, kind: str, by: Member) -> TicketLink:
    """`ticket` relates to, duplicates or blocks the other; the same link twice is one. Raises LinkRefused."""
    if ticket.pk == to.pk:
        raise LinkRefused(_("A ticket can not be linked to itself."))
    lock_both(ticket, to)
    check_is_whole(ticket)
    check_is_whole(to)
    source, target = ticket, to
    if kind == TicketLink.Kind.RELATES and to.pk < ticket.pk:
        # Says the same both ways, so it is kept one way.
        source, target = to, ticket
    link, is_new = TicketLink.objects.get_or_create(
        tenant=by.tenant, source=source, target=target, kind=kind, defaults={"created_by": by}
    )
    if is_new:
        how = str(link.get_kind_display())
        add_event(ticket, TicketEvent.Kind.LINKED, by=by, data={"ticket": to.number, "how": how})
        add_event(to, TicketEvent.Kind.LINKED, by=by, data={"ticket": ticket.number})
        _tell(ticket, to)
    return link


@transaction.atomic
def unlink_tickets(link: TicketLink, *, by: Member) -> None:
    """Harmless for a link that is gone."""
    source, target = link.source, link.target
    lock_both(source, target)
    if not TicketLink.objects.filter(pk=link.pk).delete()[0]:
        return
    add_event(source, TicketEvent.Kind.UNLINKED, by=by, data={"ticket": target.number})
    add_event(target, TicketEvent.Kind.UNLINKED, by=by, data={"ticket": source.number})
    _tell(source, target)


def _tell(*tickets: Ticket) -> None:
    for ticket in tickets:
        announce(ticket)
