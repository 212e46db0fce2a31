"""Where escalated tickets go."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import Member, Team
from conversations.models import Channel
from tickets.models import EscalationReason, Ticket

# What these reasons hand over is urgent: the customer has lost patience with the AI.
RAISES_PRIORITY = (EscalationReason.DISSATISFACTION, EscalationReason.CUSTOMER_ASKED)


@dataclass(frozen=True)
class Route:
    """Where an escalation leads instead of the channel's team. `told` is what its timeline says of it:
    the rule, to whom, and the email address or Slack channel that is told."""

    team: Team | None = None
    owner: Member | None = None
    priority: str = ""
    told: dict[str, str] = field(default_factory=dict)

    def apply(self, ticket: Ticket) -> None:
        """An owner whom people chose stays, and a priority is only ever raised. Does not save."""
        ticket.team = self.team or ticket.team
        ticket.owner = ticket.owner or self.owner
        raise_priority(ticket, self.priority)


def raise_priority(ticket: Ticket, priority: str) -> None:
    """To `priority`, unless it is "" or lower. Does not save."""
    order = Ticket.Priority.values
    if priority and order.index(priority) > order.index(ticket.priority):
        ticket.priority = priority


def apply_channel_defaults(ticket: Ticket, reason: str) -> None:
    """Where the channel sends what neither people nor a rule have sent anywhere. Does not save."""
    channel = ticket.channel
    if ticket.team is None and ticket.owner is None:
        ticket.owner = escalation_owner_of(channel)
    ticket.team = ticket.team or escalation_team_of(channel)
    if reason in RAISES_PRIORITY:
        raise_priority(ticket, channel.settings.get("escalation_priority", Ticket.Priority.HIGH))


def escalation_team_of(channel: Channel) -> Team | None:
    """The team that the channel names for its escalations; None when it names none, or one that is gone."""
    chosen = channel.settings.get("escalation_team")
    return Team.objects.filter(tenant=channel.tenant_id, pk=chosen).first() if chosen else None


def escalation_owner_of(channel: Channel) -> Member | None:
    """The member whom the channel names for its escalations, if they still can answer."""
    chosen = channel.settings.get("escalation_owner")
    if not chosen:
        return None
    return Member.objects.filter(tenant=channel.tenant_id).who_answer().filter(pk=chosen).first()
