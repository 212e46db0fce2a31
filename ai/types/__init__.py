"""What goes into an engine and what comes out, the same for every engine."""

from ai.types.analysing import Analysis, AnalysisRequest, Insight, SuggestedTicket, faults_of
from ai.types.answering import Answer, AnswerRequest, Sentence, Source, Turn, join_sentences
from ai.types.base import Confidence, Frozen, Made, Usage
from ai.types.summing import Part, Summary, SummaryLine, SummaryRequest, ThreadMessage

__all__ = [
    "Analysis",
    "AnalysisRequest",
    "Answer",
    "AnswerRequest",
    "Confidence",
    "Frozen",
    "Insight",
    "Made",
    "Part",
    "Sentence",
    "Source",
    "SuggestedTicket",
    "Summary",
    "SummaryLine",
    "SummaryRequest",
    "ThreadMessage",
    "Turn",
    "Usage",
    "faults_of",
    "join_sentences",
]
