"""A new analysis and what earlier ones suggested: the same issue is updated, never suggested twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.models import TicketSuggestion
from ai.embeddings import LOCAL, embed_texts
from ai.types import SuggestedTicket
from tickets.models import Ticket

State = TicketSuggestion.State
# So alike are two texts that speak of one thing; less will do where they rest on the same messages.
ALIKE = 0.7
ALIKE_WITH_SHARED = 0.4
# What is less likely than this is not even kept.
KEPT_FROM = 0.5
LEVELS = {name: level for level, name in enumerate(("low", "medium", "high", "critical"))}


@dataclass(frozen=True)
class Seen:
    """A suggestion of an engine, with the vector of its words."""

    told: SuggestedTicket
    vector: NDArray[np.float32]


def with_vectors(suggestions: Sequence[SuggestedTicket]) -> list[Seen]:
    """Always by the local model, so that vectors of one chat can be compared."""
    kept = [one for one in suggestions if one.confidence >= KEPT_FROM]
    vectors = embed_texts([f"{one.title}. {one.summary}" for one in kept], model=LOCAL)
    return [Seen(told, vector) for told, vector in zip(kept, vectors, strict=True)]


def merge(ticket: Ticket, seen: Sequence[Seen]) -> list[TicketSuggestion]:
    """Bring the chat's suggestions up to date; returns those that are new. The ticket must be locked."""
    known = list(TicketSuggestion.objects.filter(ticket=ticket).order_by("pk"))
    left, new = list(known), []
    for one in seen:
        match = _same_as(one, left)
        if match is None:
            new.append(_keep(TicketSuggestion(tenant_id=ticket.tenant_id, ticket=ticket), one))
            continue
        left.remove(match)
        if match.state == State.DISMISSED and _is_news(one, match):
            match.reopen()
        if match.state in (State.OPEN, State.WITHDRAWN):
            match.state = State.OPEN
            _keep(match, one)
    for settled in (suggestion for suggestion in left if suggestion.is_open):
        settled.state = State.WITHDRAWN
        settled.save(update_fields=["state"])
    return new


def are_alike(one: TicketSuggestion, other: TicketSuggestion) -> bool:
    """They speak of one thing, each in its own messages."""
    return float(np.asarray(one.vector) @ np.asarray(other.vector)) >= ALIKE


def _same_as(one: Seen, known: Sequence[TicketSuggestion]) -> TicketSuggestion | None:
    scored = [(_likeness(one, suggestion), suggestion) for suggestion in known]
    score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best if score > 0 else None


def _likeness(one: Seen, suggestion: TicketSuggestion) -> float:
    """0 for another issue."""
    alike = float(one.vector @ np.asarray(suggestion.vector))
    mine, theirs = set(one.told.message_ids), set(suggestion.message_ids)
    shared = len(mine & theirs) / len(mine | theirs)
    if alike >= ALIKE or (shared and alike >= ALIKE_WITH_SHARED):
        return alike + shared
    return 0.0


def _is_news(one: Seen, dismissed: TicketSuggestion) -> bool:
    """Something new is said, and it is worse than what was dismissed."""
    has_more = set(one.told.message_ids) - set(dismissed.message_ids)
    return bool(has_more) and LEVELS[one.told.priority] > LEVELS[dismissed.priority]


def _keep(suggestion: TicketSuggestion, one: Seen) -> TicketSuggestion:
    told = one.told
    suggestion.title, suggestion.summary, suggestion.vector = told.title, told.summary, one.vector
    suggestion.priority, suggestion.category = told.priority, told.category
    suggestion.confidence, suggestion.message_ids = told.confidence, list(told.message_ids)
    suggestion.save()
    return suggestion
