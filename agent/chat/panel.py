"""What the page of a ticket shows of the work that its chat holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import Member
from agent.chat.categories import names_of
from agent.chat.forms import WordingForm
from agent.chat.judging import threshold_of
from agent.models import ChatAnalysis, SuggestionFeedback, TicketSuggestion
from conversations.models import Message
from tickets.models import Ticket

RATINGS = range(1, 6)


@dataclass(frozen=True)
class Card:
    """A suggestion as it is shown: its category by name, and of its messages those that are still there."""

    suggestion: TicketSuggestion
    category: str
    messages: tuple[int, ...]
    form: WordingForm | None
    rating: int | None


def shown_to_members(ticket: Ticket) -> list[TicketSuggestion]:
    shown = TicketSuggestion.objects.filter(ticket=ticket).to_show(threshold_of(ticket.tenant))
    return list(shown.select_related("created_ticket", "decided_by__user"))


def panel_context(
    member: Member, ticket: Ticket, *, refused: WordingForm | None = None, pk: int = 0
) -> dict[str, Any]:
    """`refused` is the form of the suggestion `pk` that was not accepted."""
    suggestions = shown_to_members(ticket)
    # A ticket that came from a chat is judged on its own page too.
    origin = TicketSuggestion.objects.filter(created_ticket=ticket).select_related("ticket").first()
    every = [*suggestions, *([origin] if origin else [])]
    cards = _cards(member, ticket, every, refused, pk)
    latest = ChatAnalysis.objects.filter(ticket=ticket).order_by("-pk").first()
    return {
        "ticket": ticket,
        "may_write": member.is_agent,
        "cards": cards[: len(suggestions)],
        "origin": cards[-1] if origin else None,
        "has_failed": latest is not None and latest.state == ChatAnalysis.State.FAILED,
        "insights": latest.insights if latest else [],
        "ratings": RATINGS,
        "refused_pk": pk if refused else 0,
    }


def _cards(
    member: Member,
    ticket: Ticket,
    suggestions: Iterable[TicketSuggestion],
    refused: WordingForm | None,
    pk: int,
) -> list[Card]:
    suggestions = list(suggestions)
    if not suggestions:
        return []
    names = names_of(ticket.tenant)
    wanted = {key for one in suggestions for key in one.message_ids}
    there = set(Message.objects.filter(pk__in=wanted, deleted_at=None).values_list("pk", flat=True))
    given = SuggestionFeedback.objects.filter(suggestion__in=suggestions, member=member)
    ratings = dict(given.values_list("suggestion_id", "rating"))
    for one in suggestions:
        one.tenant = ticket.tenant
    return [
        Card(
            suggestion=one,
            category=names.get(one.category, one.category),
            messages=tuple(key for key in one.message_ids if key in there),
            form=(refused if refused and one.pk == pk else WordingForm(suggestion=one))
            if one.is_open
            else None,
            rating=ratings.get(one.pk),
        )
        for one in suggestions
    ]
