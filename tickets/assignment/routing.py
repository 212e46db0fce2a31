"""Where a channel's escalated tickets go."""

from __future__ import annotations

from accounts.models import Team
from conversations.models import Channel


def escalation_team_of(channel: Channel) -> Team | None:
    """The team that the channel names for its escalations; None when it names none, or one that is gone."""
    chosen = channel.settings.get("escalation_team")
    return Team.objects.filter(tenant=channel.tenant_id, pk=chosen).first() if chosen else None
