"""What the panel "Chat to ticket" shows."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Member
from agent.chat.figures import Figures, figures_of
from analytics.inbox import inbox_url
from analytics.periods import Period


@dataclass(frozen=True)
class Panel:
    figures: Figures
    chats_url: str
    with_tickets_url: str
    created_url: str

    template = "analytics/_chat_to_ticket.html"


def build_panel(member: Member, period: Period) -> Panel:
    return Panel(
        figures=figures_of(member, since=period.begins, until=period.ends),
        chats_url=inbox_url(period, chat="read"),
        with_tickets_url=inbox_url(period, chat="suggested"),
        created_url=inbox_url(period, origin="chat"),
    )
