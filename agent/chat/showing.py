"""A chat's suggestions as they are shown, to members and to the customer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.chat.categories import names_of
from agent.chat.judging import threshold_of
from agent.chat.merging import are_alike
from agent.models import TicketSuggestion
from conversations.models import Message
from tickets.models import Ticket


@dataclass(frozen=True)
class Shown:
    """Its category by name, and of its messages those that are still there, with the customers' keys."""

    suggestion: TicketSuggestion
    category: str
    messages: tuple[int, ...]
    writers: frozenset[int | None]


def shown_of(chat: Ticket) -> list[Shown]:
    """What is suggested, what became a ticket, and what was dismissed just now; oldest first.

    What was deleted must not live on in a suggestion: without any of its messages it is not made.
    """
    found = TicketSuggestion.objects.filter(ticket=chat).to_show(threshold_of(chat.tenant))
    suggestions = list(found.select_related("created_ticket", "decided_by__user"))
    for suggestion in suggestions:
        suggestion.ticket = chat
    shown = as_shown(suggestions, chat)
    return _without_repeats(one for one in shown if one.messages or not one.suggestion.is_open)


def _without_repeats(shown: Iterable[Shown]) -> list[Shown]:
    """Since a merge, one issue of one customer may be suggested from both chats: the first is shown."""
    kept: list[Shown] = []
    for one in shown:
        if not any(_says_the_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _says_the_same(one: Shown, other: Shown) -> bool:
    """But for what came back: its earlier ticket says no longer what is to be done."""
    came_back = one.suggestion.repeats_id is not None and not other.suggestion.is_open
    is_candidate = one.suggestion.is_open and not came_back
    return is_candidate and one.writers == other.writers and are_alike(one.suggestion, other.suggestion)


def may_see(customer_id: int, shown: Shown, chat: Ticket) -> bool:
    """Who shares the chat with others since a merge sees only what rests on their own messages."""
    return not chat.discussion.is_shared or shown.writers == {customer_id}


def as_shown(suggestions: Sequence[TicketSuggestion], ticket: Ticket) -> list[Shown]:
    if not suggestions:
        return []
    names = names_of(ticket.tenant)
    wanted = {key for one in suggestions for key in one.message_ids}
    found = Message.objects.filter(pk__in=wanted, deleted_at=None)
    there: dict[int, int | None] = dict(found.values_list("pk", "customer"))
    for one in suggestions:
        one.tenant = ticket.tenant
    return [
        Shown(
            suggestion=one,
            category=names.get(one.category, one.category),
            messages=tuple(key for key in one.message_ids if key in there),
            writers=frozenset(there[key] for key in one.message_ids if key in there),
        )
        for one in suggestions
    ]
