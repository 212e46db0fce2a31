"""What goes into an engine and what comes out, the same for every engine."""

from ai.types.answering import Answer, AnswerRequest, Sentence, Source, Turn, join_sentences
from ai.types.base import Confidence, Frozen, Made, Usage
from ai.types.offering import NearArticle, Nearest, Piece
from ai.types.summing import Part, Summary, SummaryLine, SummaryRequest, ThreadMessage

__all__ = [
    "Answer",
    "AnswerRequest",
    "Confidence",
    "Frozen",
    "Made",
    "NearArticle",
    "Nearest",
    "Part",
    "Piece",
    "Sentence",
    "Source",
    "Summary",
    "SummaryLine",
    "SummaryRequest",
    "ThreadMessage",
    "Turn",
    "Usage",
    "join_sentences",
]
