"""What is critical enough to reach people at once, and what it threatens."""

from __future__ import annotations

from enum import StrEnum

from accounts.models import Tenant
from agent.chat.categories import DEFAULT_CATEGORIES
from agent.chat.judging import threshold_of
from ai.local.chat.analysis import analyse
from ai.local.chat.urgency import threatens_money_or_data, threatens_people
from ai.models import AISettings
from ai.types import AnalysisRequest, SuggestedTicket, ThreadMessage

# Nine of ten that are surer than this are critical (docs/chat-to-ticket.md).
ALARM_FROM = 0.85
LONGEST = 5_000


class Peril(StrEnum):
    """What the customer is warned of when they are handed over."""

    PEOPLE = "people"
    MONEY = "money"
    WORK = "work"


def alarm_from(tenant: Tenant) -> float:
    return max(ALARM_FROM, threshold_of(tenant))


def critical_told_in(tenant: Tenant, text: str) -> SuggestedTicket | None:
    """What these words alone tell of, judged here and at once; never where a tenant wants no suggestions."""
    chosen = AISettings.of(tenant)
    if not (chosen.is_on and chosen.finds_tickets and text):
        return None
    message = ThreadMessage(id=1, role="customer", text=text[:LONGEST])
    found, _insights = analyse(AnalysisRequest(messages=(message,), categories=tuple(DEFAULT_CATEGORIES)))
    least = alarm_from(tenant)
    return next((one for one in found if one.priority == "critical" and one.confidence >= least), None)


def peril_of(text: str, category: str) -> Peril:
    """By the danger that is named, else by what it is about."""
    if threatens_people(text):
        return Peril.PEOPLE
    if threatens_money_or_data(text) or category == "billing":
        return Peril.MONEY
    return Peril.WORK if category == "other" else Peril.PEOPLE
