"""What is critical enough to reach people at once, and what it threatens."""

from __future__ import annotations

from enum import StrEnum

from accounts.models import Tenant
from agent.chat.categories import DEFAULT_CATEGORIES, speaks_of_homes
from agent.chat.judging import threshold_of
from agent.models import TicketSuggestion
from ai.local.chat.analysis import analyse, kind_of
from ai.local.chat.urgency import (
    is_surely_critical,
    stops_all_work,
    tells_of_danger,
    threatens_money_or_data,
    threatens_people,
)
from ai.models import AISettings
from ai.types import AnalysisRequest, SuggestedTicket, ThreadMessage
from tickets.models import Ticket

# Four of five that are surer than this are critical (docs/chat-to-ticket.md).
ALARM_FROM = 0.88
LONGEST = 5_000


class Peril(StrEnum):
    """What the customer is warned of when they are handed over."""

    PEOPLE = "people"
    MONEY = "money"
    WORK = "work"


OF_HOMES = ("maintenance", "noise_complaint")
BY_CATEGORY = {"billing": Peril.MONEY, **dict.fromkeys(OF_HOMES, Peril.PEOPLE)}


def alarm_from(tenant: Tenant) -> float:
    return max(ALARM_FROM, threshold_of(tenant))


def critical_in(ticket: Ticket) -> set[int]:
    """The keys of what is suggested now, and surely enough critical."""
    suggested = TicketSuggestion.objects.filter(ticket=ticket).suggested(alarm_from(ticket.tenant))
    critical = suggested.filter(priority=Ticket.Priority.CRITICAL)
    is_of_homes = speaks_of_homes(ticket.tenant)
    return {
        one.pk
        for one in critical
        if is_alarming(one.summary, one.category if is_of_homes else kind_of(one.summary))
    }


def critical_told_in(tenant: Tenant, text: str) -> SuggestedTicket | None:
    """What these words alone tell of, judged here and at once; never where a tenant wants no suggestions."""
    chosen = AISettings.of(tenant)
    if not (chosen.is_on and chosen.finds_tickets and text):
        return None
    message = ThreadMessage(id=1, role="customer", text=text[:LONGEST])
    found, _insights = analyse(AnalysisRequest(messages=(message,), categories=tuple(DEFAULT_CATEGORIES)))
    least = alarm_from(tenant)
    sure = (one for one in found if one.priority == "critical" and one.confidence >= least)
    return next((one for one in sure if is_alarming(one.summary, one.category)), None)


def is_alarming(summary: str, kind: str) -> bool:
    """Whether a critical suggestion is told to people at once: it names a danger, or that all work stands
    still, or it is about a home and surely critical.

    `kind` is the category as the engine knows it: what a tenant calls it tells nothing of homes. That
    money or work is at stake is not enough where only the classifier says so: it says so of texts that try to
    instruct the AI too.
    """
    if tells_of_danger(summary) or stops_all_work(summary):
        return True
    return kind in OF_HOMES and is_surely_critical(summary)


def peril_of(tenant: Tenant, text: str, category: str) -> Peril:
    """By the danger that is named. Else by what it is about, where the tenant's categories tell of homes:
    elsewhere nobody is sent out of the place for what may be an outage."""
    if threatens_people(text):
        return Peril.PEOPLE
    if threatens_money_or_data(text):
        return Peril.MONEY
    return BY_CATEGORY.get(category, Peril.WORK) if speaks_of_homes(tenant) else Peril.WORK
