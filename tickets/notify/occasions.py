"""What members are told of, and who of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from accounts.models import Member
from accounts.models.team import TeamMember
from conversations.models import Message
from tickets.models.event import TicketEvent
from tickets.models.notification import Notification
from tickets.models.ticket import Ticket
from tickets.notify.tell import tell

Kind = Notification.Kind


def notify_of(event: TicketEvent) -> None:
    """Tell whom a line of the timeline concerns. The event's ticket must be as the event left it."""
    occasion = OCCASIONS.get(event.kind)
    if occasion is not None:
        occasion(event)


def notify_of_reply(ticket: Ticket, message: Message) -> None:
    """Tell its owner that the customer wrote."""
    if ticket.owner_id is not None:
        tell(ticket, Kind.REPLIED, to=[ticket.owner_id], actor=TicketEvent.Actor.CUSTOMER, message=message)


def notify_mentioned(ticket: Ticket, message: Message, *, besides: Iterable[int] = ()) -> None:
    """Tell whom a member's note or reply mentions. `besides` were mentioned in it before an edit."""
    if "@" in message.body:
        mentioned = set(message.mentions.values_list("pk", flat=True)) - set(besides)
        actor = TicketEvent.Actor.MEMBER
        tell(ticket, Kind.MENTIONED, to=mentioned, by=message.member, actor=actor, message=message)


def _tell(event: TicketEvent, kind: str, to: Iterable[int | None]) -> None:
    tell(event.ticket, kind, to=to, by=event.member, actor=event.actor, data=event.data)


def _assigned(event: TicketEvent) -> None:
    """Its new owner; its new team only as long as nobody owns it and no rule finds who will."""
    ticket, data = event.ticket, event.data
    if ticket.owner_id is not None:
        if ticket.owner_id != data.get("was_owner"):
            _tell(event, Kind.ASSIGNED, [ticket.owner_id])
    elif ticket.team is not None and ticket.team_id != data.get("was_team") and not ticket.team.gives_out:
        _tell(event, Kind.TEAM, _team_of(ticket))


def _escalated(event: TicketEvent) -> None:
    """Its owner, else its team, else everybody who answers: somebody has to take it.

    Where a rule finds who takes it, only they hear of it, as of what is assigned to them. A danger is
    told to the whole team all the same.
    """
    ticket, is_danger = event.ticket, event.data.get("reason") == "safety"
    if is_danger or ticket.owner_id is not None or not (ticket.team and ticket.team.gives_out):
        _tell(event, Kind.ESCALATED, _who_could_take(ticket))


def _sla_warned(event: TicketEvent) -> None:
    _tell(event, Kind.SLA_WARNED, _who_could_take(event.ticket))


def _sla_breached(event: TicketEvent) -> None:
    _tell(event, Kind.SLA_BREACHED, _who_could_take(event.ticket))


def _merged(event: TicketEvent) -> None:
    """Either side's owner."""
    _tell(event, Kind.MERGED, [event.ticket.owner_id])


def _held_back(event: TicketEvent) -> None:
    """Who wrote what is not sent; whose ticket it is, where they are not here any more."""
    writer = event.data["member"]
    is_here = Member.objects.filter(pk=writer).active().exists()
    _tell(event, Kind.HELD_BACK, [writer] if is_here else _whose(event.ticket))


OCCASIONS: dict[str, Callable[[TicketEvent], None]] = {
    "assigned": _assigned,
    "escalated": _escalated,
    "sla_warned": _sla_warned,
    "sla_breached": _sla_breached,
    "merged_away": _merged,
    "merged_in": _merged,
    "held_back": _held_back,
}


def _whose(ticket: Ticket) -> list[int]:
    """Its owner; without one, its team."""
    return [ticket.owner_id] if ticket.owner_id is not None else _team_of(ticket)


def _who_could_take(ticket: Ticket) -> list[int]:
    """Whose it is; of what is nobody's and no team's, everybody who answers."""
    return _everybody(ticket) if ticket.owner_id is None and ticket.team_id is None else _whose(ticket)


def _team_of(ticket: Ticket) -> list[int]:
    return list(TeamMember.objects.filter(team=ticket.team_id).values_list("member_id", flat=True))


def _everybody(ticket: Ticket) -> list[int]:
    answering = Member.objects.filter(tenant=ticket.tenant_id).who_answer()
    return list(answering.values_list("pk", flat=True))
