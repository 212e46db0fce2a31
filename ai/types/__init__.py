"""What goes into an engine and what comes out, the same for every engine."""

from ai.types.analysing import Analysis, AnalysisRequest, Insight, SuggestedTicket, faults_of
from ai.types.answering import Answer, AnswerRequest, Prompted, Sentence, Source, Turn, join_sentences
from ai.types.base import Confidence, Frozen, Made, Usage
from ai.types.offering import NearArticle, Nearest, Piece
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
    "Analysis",
    "AnalysisRequest",
    "Answer",
    "AnswerRequest",
    "Assessment",
    "Confidence",
    "CorrectedTicket",
    "Frozen",
    "Insight",
    "KnownIssue",
    "Made",
    "NearArticle",
    "Nearest",
    "Part",
    "Piece",
    "Prompted",
    "Sentence",
    "Severity",
    "Source",
    "SuggestedTicket",
    "Summary",
    "SummaryLine",
    "SummaryRequest",
    "ThreadMessage",
    "TicketCategory",
    "TicketToTriage",
    "Triage",
    "Turn",
    "Usage",
    "faults_of",
    "join_sentences",
]
