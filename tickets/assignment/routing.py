"""Where escalated tickets go."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import Member, Team
from conversations.models import Channel
from tickets.models import Ticket


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
        order = Ticket.Priority.values
        if self.priority and order.index(self.priority) > order.index(ticket.priority):
            ticket.priority = self.priority


def escalation_team_of(channel: Channel) -> Team | None:
    """The team that the channel names for its escalations; None when it names none, or one that is gone."""
    chosen = channel.settings.get("escalation_team")
    return Team.objects.filter(tenant=channel.tenant_id, pk=chosen).first() if chosen else None
