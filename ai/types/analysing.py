"""A chat, and the work to be done that shows in it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ai.types.base import Confidence, Frozen, Made, Readable
from ai.types.summing import ThreadMessage

TITLE_LENGTH = 120
SUMMARY_LENGTH = 1000

Urgency = Literal["low", "medium", "high", "critical"]
Title = Annotated[
    str, Readable, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LENGTH)
]
Told = Annotated[
    str, Readable, StringConstraints(strip_whitespace=True, min_length=1, max_length=SUMMARY_LENGTH)
]


class AnalysisRequest(Frozen):
    """`messages` are in their order, oldest first; a suggestion is of one of the `categories`."""

    messages: tuple[ThreadMessage, ...]
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    language: str = "en"


class SuggestedTicket(Frozen):
    """One piece of work. It rests on messages of the customer."""

    title: Title
    priority: Urgency
    category: str
    summary: Told
    confidence: Confidence
    message_ids: Annotated[tuple[int, ...], Field(min_length=1)]


class Insight(Frozen):
    """What else the chat tells; `context` is where it was said, in its own words."""

    type: Literal["issue", "request", "feedback"]
    content: Told
    confidence: Confidence
    context: Annotated[str, Readable]


class Analysis(Made):
    suggestions: tuple[SuggestedTicket, ...] = ()
    insights: tuple[Insight, ...] = ()


def faults_of(analysis: Analysis, request: AnalysisRequest) -> str:
    """What is wrong with it, in a sentence; empty when it speaks only of this chat and these categories."""
    theirs = {message.id for message in request.messages if message.role == "customer"}
    for suggestion in analysis.suggestions:
        unknown = set(suggestion.message_ids) - theirs
        if unknown:
            return f"“{suggestion.title}” rests on messages that are not the customer's: {sorted(unknown)}."
        if suggestion.category not in request.categories:
            return f"“{suggestion.title}” has the unknown category {suggestion.category}."
    return ""
