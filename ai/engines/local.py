"""Answers without any provider: the article's own sentences, cited, and only when likely to be right."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from ai.engines.base import OnSentence
from ai.local import confidence
from ai.local.chat.analysis import analyse
from ai.local.evidence import collect, strongest
from ai.local.reading import Question, Reading, read_question, read_sources
from ai.local.thread import summary_lines
from ai.local.triage import assess, triage
from ai.types import (
    Analysis,
    AnalysisRequest,
    Answer,
    AnswerRequest,
    Assessment,
    Sentence,
    Summary,
    SummaryRequest,
    TicketToTriage,
    Triage,
)

MODEL = "all-MiniLM-L6-v2"
# A question of so few words, with several articles this near to each other (for one word; half of it for
# two), could mean any of them.
VAGUE_WORDS = 2
VAGUE_MARGIN = 0.12
VAGUE_CHOICES = 3
# Below this a title is too far from the question to be offered as its subject.
VAGUE_STRENGTH = 0.43


class LocalEngine:
    name = "local"

    def answer(self, request: AnswerRequest, on_sentence: OnSentence | None = None) -> Answer:
        question = read_question(request.question)
        readings = read_sources(question, request.sources)
        if not readings:
            return self._without_answer(request, question, [], {}, 0.0)
        evidence = collect(question, readings)
        calibration = confidence.current()
        chance = calibration.confidence(evidence)
        span = strongest(readings).span
        earned = chance >= calibration.answer_threshold and not is_ambiguous(question, readings)
        if not earned or not span:
            return self._without_answer(request, question, readings, evidence, chance)
        cited = (strongest(readings).source.passage_id,)
        sentences = tuple(Sentence(text=unit.text, passage_ids=cited) for unit in span)
        if on_sentence is not None:
            for sentence in sentences:
                on_sentence(sentence)
        return Answer(
            kind="answer",
            sentences=sentences,
            confidence=chance,
            evidence=evidence,
            engine=self.name,
            model=MODEL,
        )

    def summarise(self, request: SummaryRequest) -> Summary:
        return Summary(lines=tuple(summary_lines(request.messages)), engine=self.name, model=MODEL)

    def assess(self, request: TicketToTriage) -> Assessment:
        return assess(request, engine=self.name, model=MODEL)

    def triage(self, request: TicketToTriage) -> Triage:
        return triage(request, engine=self.name, model=MODEL)

    def analyse(self, request: AnalysisRequest) -> Analysis:
        suggestions, insights = analyse(request)
        return Analysis(suggestions=suggestions, insights=insights, engine=self.name, model=MODEL)

    def _without_answer(
        self,
        request: AnswerRequest,
        question: Question,
        readings: Sequence[Reading],
        evidence: dict[str, float],
        chance: float,
    ) -> Answer:
        vague = is_vague(question, readings)
        with translation.override(request.language):
            ask = clarifying_question(question, readings) if vague else ""
        return Answer(
            kind="clarify" if vague else "none",
            confidence=chance,
            clarifying_question=ask,
            evidence=evidence,
            engine=self.name,
            model=MODEL,
        )


def is_ambiguous(question: Question, readings: Sequence[Reading]) -> bool:
    """At most one word says what is meant, and it fits several articles alike."""
    return question.specific < VAGUE_WORDS and len(_close_titles(question, readings)) > 1


def is_vague(question: Question, readings: Sequence[Reading]) -> bool:
    """At most one word that says what is meant, or two that fit several articles alike."""
    if question.specific < VAGUE_WORDS:
        return True
    return question.specific == VAGUE_WORDS and len(_close_titles(question, readings)) > 1


def clarifying_question(question: Question, readings: Sequence[Reading]) -> str:
    titles = _close_titles(question, readings)
    if len(titles) < 2:
        return _("Could you tell me a little more about what you need?")
    choices = ", ".join(_("“%(title)s”") % {"title": title} for title in titles[:VAGUE_CHOICES])
    return _("Could you tell me a little more? Is it about one of these: %(choices)s, or something else?") % {
        "choices": choices
    }


def _close_titles(question: Question, readings: Sequence[Reading]) -> list[str]:
    """Titles of the articles nearly as strong as the strongest, best first."""
    margin = VAGUE_MARGIN / max(1, question.specific)
    ranked = sorted(readings, key=lambda reading: -reading.strength)
    close = [
        reading.source.title
        for reading in ranked
        if reading.strength > max(VAGUE_STRENGTH, ranked[0].strength - margin)
    ]
    return list(dict.fromkeys(close))
