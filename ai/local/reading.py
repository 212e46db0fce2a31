"""A question read against each passage: how near, which words it covers, and the span that answers best."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ai.embeddings import minilm
from ai.local.units import Unit, plain
from ai.local.vectors import Passage, read_passages
from ai.local.words import content_words, rarity, stems, surface_words
from ai.types import Source

MAX_SENTENCES = 4
MAX_SPAN_CHARACTERS = 420
COVERAGE_WEIGHT = 0.3
NEIGHBOUR_SHARE = 0.5
# A sentence that begins like this leans on the one before it.
LEANS_BACK = re.compile(
    r"^(?:it|this|that|these|those|they|then|otherwise|if so|if not|in that case|but|and|also)\b", re.I
)


@dataclass(frozen=True)
class Question:
    text: str
    vector: NDArray[np.float32]
    words: dict[str, float]

    @property
    def weight(self) -> float:
        return sum(self.words.values())

    def coverage(self, covered: frozenset[str]) -> float:
        """Share of the question's meaning, by rarity of its words, that has its word among `covered`."""
        return (
            sum(weight for word, weight in self.words.items() if word in covered) / self.weight
            if self.words
            else 0.0
        )


def read_question(text: str) -> Question:
    surface = surface_words(text)
    words = {stem: rarity(surface[stem]) for stem in content_words(text)}
    return Question(text=text, vector=minilm.embed_one(text), words=words)


@dataclass(frozen=True)
class Reading:
    """One passage in the light of the question. All similarities are cosines."""

    source: Source
    question: Question
    passage: Passage
    similarities: NDArray[np.float32]
    heading_similarity: float
    whole_similarity: float

    @cached_property
    def unit_similarities(self) -> NDArray[np.float32]:
        best = np.full(len(self.passage.units), -1.0, dtype=np.float32)
        np.maximum.at(best, self.passage.owners, self.similarities)
        return best

    @property
    def best_similarity(self) -> float:
        return float(self.similarities.max(initial=-1.0))

    @cached_property
    def covered(self) -> frozenset[str]:
        return stems(f"{self.source.title} {self.source.heading} {plain(self.source.text)}")

    @cached_property
    def coverage(self) -> float:
        return self.question.coverage(self.covered)

    @cached_property
    def strength(self) -> float:
        """What passages are compared by: the whole, the best unit and the heading, and the words covered."""
        near = 0.5 * self.whole_similarity + 0.5 * max(self.best_similarity, self.heading_similarity)
        return 0.8 * near + 0.2 * self.coverage

    @cached_property
    def span(self) -> tuple[Unit, ...]:
        """The contiguous sentences of one paragraph, or the block, that answer best."""
        units = self.passage.units
        if not units:
            return ()
        scores = self._unit_scores()
        first = last = self._start(int(scores.argmax()))
        if units[first].is_block:
            return (units[first],)
        while last - first + 1 < MAX_SENTENCES:
            near = [n for n in (first - 1, last + 1) if self._may_join(n, units[first], scores, first)]
            if not near:
                break
            chosen = max(near, key=scores.__getitem__)
            if (
                sum(len(unit.text) for unit in units[first : last + 1]) + len(units[chosen].text)
                > MAX_SPAN_CHARACTERS
            ):
                break
            first, last = min(first, chosen), max(last, chosen)
        return units[first : last + 1]

    def _unit_scores(self) -> NDArray[np.float32]:
        cover = [self.question.coverage(stems(" ".join(unit.probes))) for unit in self.passage.units]
        return self.unit_similarities + np.float32(COVERAGE_WEIGHT) * np.array(cover, dtype=np.float32)

    def _start(self, best: int) -> int:
        """A question in the text matches best where it is asked; what answers it comes after it."""
        units = self.passage.units
        while units[best].is_question and best + 1 < len(units):
            best += 1
        return best

    def _may_join(self, number: int, beside: Unit, scores: NDArray[np.float32], first: int) -> bool:
        units = self.passage.units
        if not 0 <= number < len(units):
            return False
        unit = units[number]
        if unit.group != beside.group or unit.is_block or unit.is_question:
            return False
        leans = LEANS_BACK.match(units[first if number < first else number].probes[0]) is not None
        return leans or bool(scores[number] >= NEIGHBOUR_SHARE * scores.max())


def read_sources(question: Question, sources: Sequence[Source]) -> list[Reading]:
    """Readings in the order of the sources."""
    headings = [f"{source.title}: {source.heading}" if source.heading else source.title for source in sources]
    passages = read_passages(
        [(heading, source.text) for heading, source in zip(headings, sources, strict=True)]
    )
    return [_read(question, source, passage) for source, passage in zip(sources, passages, strict=True)]


def _read(question: Question, source: Source, passage: Passage) -> Reading:
    vectors = passage.vectors.astype(np.float32)
    heading = passage.heading_vector.astype(np.float32)
    whole = heading + vectors.sum(axis=0)
    return Reading(
        source=source,
        question=question,
        passage=passage,
        similarities=vectors @ question.vector,
        heading_similarity=float(heading @ question.vector),
        whole_similarity=float(whole @ question.vector / np.linalg.norm(whole)),
    )
