"""What the panel "Chat to ticket" shows."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Tenant
from agent.chat.figures import Figures, figures_of
from analytics.periods import Period


@dataclass(frozen=True)
class Panel:
    figures: Figures

    template = "analytics/_chat_to_ticket.html"


def build_panel(tenant: Tenant, period: Period) -> Panel:
    return Panel(figures_of(tenant, since=period.begins, until=period.ends))
