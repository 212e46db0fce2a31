"""What was found in messages that are there still: a chat goes on changing while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.chat.merging import Seen
from agent.thread import said_in
from ai.types import Analysis, AnalysisRequest, Insight
from tickets.models import Ticket

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Found:
    """What was read, what an engine made of it, and its suggestions with their vectors."""

    request: AnalysisRequest
    analysis: Analysis
    seen: list[Seen]


def without_what_is_gone(ticket: Ticket, found: Found) -> Found:
    """Without what rests on messages that were deleted or moved since. The ticket must be locked."""
    read = found.request.messages
    public = said_in(ticket).public().filter(pk__in=[message.id for message in read])
    there = set(public.values_list("pk", flat=True))
    if len(there) == len(read):
        return found
    messages = tuple(message for message in read if message.id in there)
    suggestions = tuple(one for one in found.analysis.suggestions if there.issuperset(one.message_ids))
    texts = [message.text for message in messages]
    insights = tuple(one for one in found.analysis.insights if is_told_in(one, texts))
    return replace(
        found,
        request=found.request.model_copy(update={"messages": messages}),
        analysis=found.analysis.model_copy(update={"suggestions": suggestions, "insights": insights}),
        seen=[one for one in found.seen if there.issuperset(one.told.message_ids)],
    )


def is_told_in(insight: Insight, texts: Iterable[str]) -> bool:
    """Whether one of the texts says what the insight quotes; one that quotes nothing is told nowhere."""
    quoted = _words(insight.context)
    return bool(quoted) and any(_hold(_words(text), quoted) for text in texts)


def _hold(words: list[str], quoted: list[str]) -> bool:
    """In their order; an engine leaves out an “and” between two clauses."""
    rest = iter(words)
    return all(word in rest for word in quoted)


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())
