"""A new analysis and what earlier ones suggested: the same issue is updated, never suggested twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from agent.chat.judging import threshold_of
from agent.models import TicketSuggestion
from agent.querysets import SuggestionQuerySet
from ai.embeddings import LOCAL, embed_texts
from ai.local.units import split_sentences
from ai.types import SuggestedTicket
from ai.types.analysing import SUMMARY_LENGTH
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


def merge(ticket: Ticket, seen: Sequence[Seen], *, since: int = 0) -> list[TicketSuggestion]:
    """Bring the chat's suggestions up to date; returns those that are shown for the first time. The ticket
    must be locked.

    `since` is the first message that was read: what rests on earlier ones is not settled by being found no
    more.
    """
    known = list(_known_of(ticket))
    matches = _best_matches(seen, known)
    shown_before = {suggestion.pk for suggestion in known if suggestion.shown_at}
    current_ones = []
    for place, one in enumerate(seen):
        match = matches.get(place)
        if match is None or _came_back(one, match):
            made = TicketSuggestion(tenant=ticket.tenant, ticket=ticket, repeats=match)
            current_ones.append(_keep(made, one))
        else:
            _update(match, one, since)
            current_ones.append(match)
    for settled in (suggestion for suggestion in known if suggestion not in matches.values()):
        if settled.is_open and not settled.is_from_before(since):
            settled.state = State.WITHDRAWN
            settled.save(update_fields=["state"])
    return [one for one in current_ones if one.shown_at and one.pk not in shown_before]


def _known_of(ticket: Ticket) -> SuggestionQuerySet[TicketSuggestion]:
    """But for those with tickets whose issue has come back: the one that repeats them speaks for it."""
    known = TicketSuggestion.objects.filter(ticket=ticket).exclude(
        state=State.CREATED, repeated_by__isnull=False
    )
    return known.select_related("tenant", "created_ticket__merged_into").order_by("pk")


def _best_matches(seen: Sequence[Seen], known: Sequence[TicketSuggestion]) -> dict[int, TicketSuggestion]:
    """Place in `seen` → the known one about the same. The most alike find each other first, so that none
    takes the match of another."""
    scored = [
        (score, place, suggestion)
        for place, one in enumerate(seen)
        for suggestion in known
        if (score := _likeness(one, suggestion)) > 0
    ]
    found: dict[int, TicketSuggestion] = {}
    for _score, place, suggestion in sorted(scored, key=lambda pair: -pair[0]):
        if place not in found and suggestion not in found.values():
            found[place] = suggestion
    return found


def _update(match: TicketSuggestion, one: Seen, since: int) -> None:
    if match.state == State.DISMISSED and _is_news(one, match):
        match.reopen()
    if match.state in (State.OPEN, State.WITHDRAWN):
        match.state = State.OPEN
        _keep(match, _with_what_was_before(match, one, since))
    elif match.state == State.CREATED:
        # What was said while the ticket stood is no news once it is resolved.
        match.message_ids = sorted({*match.message_ids, *one.told.message_ids})
        match.save(update_fields=["message_ids"])


def are_alike(one: TicketSuggestion, other: TicketSuggestion) -> bool:
    """They speak of one thing, each in its own messages."""
    return float(np.asarray(one.vector) @ np.asarray(other.vector)) >= ALIKE


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
    return _has_more(one, dismissed) and LEVELS[one.told.priority] > LEVELS[dismissed.priority]


def _came_back(one: Seen, match: TicketSuggestion) -> bool:
    """Something new is said, and its ticket does not cover it: it is done or gone, or less than critical."""
    if match.state != State.CREATED or not _has_more(one, match):
        return False
    created = match.created_ticket
    if created is None:
        return True
    ticket = created.merged_into or created
    is_worse = one.told.priority == "critical" != ticket.priority
    return ticket.is_resolved or is_worse


def _has_more(one: Seen, known: TicketSuggestion) -> bool:
    return not set(one.told.message_ids) <= set(known.message_ids)


def _with_what_was_before(known: TicketSuggestion, one: Seen, since: int) -> Seen:
    """What is found of an issue now, with its title and what it rests on from before the messages read."""
    if not known.is_from_before(since):
        return one
    earlier = [key for key in known.message_ids if key < since]
    sentences = dict.fromkeys([*split_sentences(known.summary), *split_sentences(one.told.summary)])
    told = {
        "title": known.title,
        "summary": " ".join(sentences)[:SUMMARY_LENGTH],
        "message_ids": (*earlier, *one.told.message_ids),
    }
    return replace(one, told=one.told.model_copy(update=told))


def _keep(suggestion: TicketSuggestion, one: Seen) -> TicketSuggestion:
    told = one.told
    suggestion.title, suggestion.summary, suggestion.vector = told.title, told.summary, one.vector
    suggestion.priority, suggestion.category = told.priority, told.category
    suggestion.confidence, suggestion.message_ids = told.confidence, list(told.message_ids)
    if suggestion.shown_at is None and told.confidence >= threshold_of(suggestion.tenant):
        suggestion.shown_at = timezone.now()
    suggestion.save()
    return suggestion
