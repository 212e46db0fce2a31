"""What goes into an engine and what comes out, the same for every engine."""

from ai.types.answering import Answer, AnswerRequest, Sentence, Source, Turn, join_sentences
from ai.types.base import Confidence, Frozen, Made, Usage
from ai.types.summing import Part, Summary, SummaryLine, SummaryRequest, ThreadMessage
from ai.types.triaging import (
    SEVERITIES,
    Assessment,
    CorrectedTicket,
    KnownIssue,
    Severity,
    TicketCategory,
    TicketToTriage,
    Triage,
)

__all__ = [
    "SEVERITIES",
    "Answer",
    "AnswerRequest",
    "Assessment",
    "Confidence",
    "CorrectedTicket",
    "Frozen",
    "KnownIssue",
    "Made",
    "Part",
    "Sentence",
    "Severity",
    "Source",
    "Summary",
    "SummaryLine",
    "SummaryRequest",
    "ThreadMessage",
    "TicketCategory",
    "TicketToTriage",
    "Triage",
    "Turn",
    "Usage",
    "join_sentences",
]
