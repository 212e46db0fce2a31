"""A thread summed up in its own sentences: what the customer wants, what happened, what is still open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ai.embeddings import minilm
from ai.local.units import LINK, Unit, split_units
from ai.local.words import content_words, stems
from ai.types import Part, SummaryLine, ThreadMessage

LONGEST = 260
HAPPENED_AT_MOST = 5
OPEN_AT_MOST = 4
SENTENCES_COMPARED = 40
QUESTIONS_COMPARED = 10
# A reply that shares at most half the words of a question and is farther from it did not answer it.
ANSWERS_FROM = 0.3
FIGURE = re.compile(r"\d")
MARKS = re.compile(r"\*\*|__|`|^>\s*")
# Also without a question mark, as people write in chats.
QUESTION = re.compile(
    r"\?\W*$|^\W*(?:how|what|when|where|why|which|who|can|could|do|does|did|is|are|will|would|should)\s"
    r"(?:\w+\s)?(?:i|you|we|it|they|the|this|that|there|my|your|a|an)\b",
    re.I,
)
REQUEST = re.compile(
    r"\b(?:please|i(?:'d|\s+would)?\s+(?:like|want|need)|we\s+(?:want|need)|can\s+you|could\s+you|help\s+me)\b",
    re.I,
)
BY_TEAM = ("ai", "member")


@dataclass(frozen=True)
class Said:
    message: ThreadMessage
    text: str

    @property
    def is_question(self) -> bool:
        return QUESTION.search(self.text) is not None

    @property
    def weight(self) -> float:
        """How much it tells: words that mean something, and figures, dates, references."""
        return min(len(content_words(self.text)), 12) + (4 if FIGURE.search(self.text) else 0)


def summary_lines(messages: Sequence[ThreadMessage]) -> list[SummaryLine]:
    said = [sentence for message in messages for sentence in _sentences(message)] or _anything(messages)
    wants = _wants(said)
    first = wants[0].message.id if wants else 0
    lines = [_line("wants", sentence) for sentence in wants]
    lines += [_line("happened", sentence) for sentence in _happened(said, after=first)]
    lines += [_line("open", sentence) for sentence in _open(said)]
    return lines


def _line(part: Part, said: Said) -> SummaryLine:
    return SummaryLine(part=part, text=said.text, message_ids=(said.message.id,))


def _sentences(message: ThreadMessage) -> list[Said]:
    """What a message says, without greetings and the like: two words that mean something, one if it asks.

    Of a message with no such sentence ("in the portal") all there is, if that means anything.
    """
    texts = [_readable(unit) for unit in split_units(message.text)]
    kept = [text for text in texts if len(content_words(text)) >= (1 if QUESTION.search(text) else 2)] or [
        text for text in texts if content_words(text)
    ][:1]
    return [Said(message, _cut(text)) for text in kept]


def _readable(unit: Unit) -> str:
    """On one line and without Markdown's marks; a list's first items side by side."""
    if unit.is_block:
        return " · ".join(unit.probes[:4])
    linked = LINK.sub(lambda match: match.group(2), unit.text)
    return " ".join(MARKS.sub("", linked).split())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _anything(messages: Sequence[ThreadMessage]) -> list[Said]:
    """Of a thread without one whole sentence ("👍", "invoice"): what the customer first wrote."""
    texts = ((message, message.text.strip()) for message in messages if message.role == "customer")
    return [Said(message, text[:LONGEST]) for message, text in texts if text][:1]


def _wants(said: Sequence[Said]) -> list[Said]:
    """The first two sentences of the customer's first message, and the first two of it that ask."""
    theirs = [sentence for sentence in said if sentence.message.role == "customer"]
    opening = [sentence for sentence in theirs if sentence.message.id == theirs[0].message.id]
    asks = [line for line in opening if line.is_question or REQUEST.search(line.text)]
    return [line for line in opening if line in (*opening[:2], *asks[:2])][:3]


def _happened(said: Sequence[Said], *, after: int) -> list[Said]:
    """The sentence of each later message that tells most, of the newest message and those that tell most."""
    best: dict[int, Said] = {}
    for sentence in said:
        message = sentence.message
        if message.id <= after or message.role == "system":
            continue
        if message.id not in best or sentence.weight > best[message.id].weight:
            best[message.id] = sentence
    later = list(best.values())
    ranked = sorted(later[:-1], key=lambda sentence: -sentence.weight)[: HAPPENED_AT_MOST - 1]
    return [sentence for sentence in later if sentence in ranked or sentence is later[-1]]


def _open(said: Sequence[Said]) -> list[Said]:
    """Questions nobody has answered: the customer's, and the team's that nobody came back to."""
    answered_at = max((s.message.id for s in said if s.message.role in BY_TEAM), default=0)
    wrote_at = max((s.message.id for s in said if s.message.role == "customer"), default=0)
    questions = [sentence for sentence in said if sentence.is_question]
    theirs = [question for question in questions if question.message.role == "customer"]
    waiting = [question for question in theirs if question.message.id > answered_at]
    missed = _missed([question for question in theirs if question.message.id < answered_at], said)
    ours = [q for q in questions if q.message.role in BY_TEAM and q.message.id > wrote_at]
    found = {question.text.casefold(): question for question in (*missed, *waiting, *ours)}
    return sorted(found.values(), key=lambda question: question.message.id)[-OPEN_AT_MOST:]


def _missed(questions: Sequence[Said], said: Sequence[Said]) -> list[Said]:
    """Questions that what came after them has nothing to do with."""
    replies = [sentence for sentence in said if sentence.message.role in BY_TEAM][-SENTENCES_COMPARED:]
    questions = questions[-QUESTIONS_COMPARED:]
    vectors = minilm.load().embed([sentence.text for sentence in (*questions, *replies)])
    near = vectors[: len(questions)] @ vectors[len(questions) :].T
    missed = []
    for row, question in enumerate(questions):
        words = frozenset(content_words(question.text))
        is_answered = any(
            near[row, column] >= ANSWERS_FROM or 2 * len(words & stems(reply.text)) > len(words)
            for column, reply in enumerate(replies)
            if reply.message.id > question.message.id
        )
        if not is_answered:
            missed.append(question)
    return missed
