"""A question read against each passage: how near, which words it covers, and the span that answers best."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ai.embeddings import minilm
from ai.embeddings.minilm import Array
from ai.local.library import Text, read_passages
from ai.local.passages import HEADING, Passage, content_vectors
from ai.local.units import Unit, plain
from ai.local.words import rarity, says_what, stems, surface_words
from ai.types import Source

MAX_SENTENCES = 4
MAX_SPAN_CHARACTERS = 420
NEIGHBOUR_SHARE = 0.5
# A sentence that begins like this leans on the one before it.
LEANS_BACK = re.compile(
    r"^(?:it|this|that|these|those|they|then|otherwise|if so|if not|in that case|but|and|also)\b", re.I
)


@dataclass(frozen=True)
class Question:
    """`words` are stems with their rarity, `specific` of them say what it is about; `vectors` (with
    `weights`) are its meaningful words in context.
    """

    text: str
    vector: Array
    words: dict[str, float]
    specific: int
    vectors: Array
    weights: Array

    def coverage(self, covered: frozenset[str]) -> float:
        """Share of the question's meaning, by rarity of its words, that has its word among `covered`."""
        known = sum(weight for word, weight in self.words.items() if word in covered)
        return known / sum(self.words.values()) if self.words else 0.0


def read_question(text: str) -> Question:
    encoded = minilm.encode_one(text)
    surface = surface_words(text)
    pairs = [(rarity(word), vector) for _, word, vector in content_vectors(text, encoded)]
    if not pairs:
        pairs = [(1.0, encoded.vector)]
    vectors = np.stack([vector for _, vector in pairs])
    return Question(
        text=text,
        vector=encoded.vector,
        words={stem: rarity(word) for stem, word in surface.items()},
        specific=sum(map(says_what, surface.values())),
        vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        weights=np.array([weight for weight, _ in pairs], dtype=np.float32),
    )


@dataclass(frozen=True)
class Reading:
    """One passage in the light of the question. `matches`: cosines, question words by passage words."""

    source: Source
    question: Question
    passage: Passage
    unit_similarities: Array
    heading_similarity: float
    whole_similarity: float
    matches: Array

    @property
    def best_similarity(self) -> float:
        return float(self.unit_similarities.max(initial=-1.0))

    @cached_property
    def word_matches(self) -> Array:
        """For each word of the question, the nearest word of the passage or its heading."""
        return self.matches.max(axis=1, initial=0.0)

    @cached_property
    def match(self) -> float:
        return float(np.average(self.word_matches, weights=self.question.weights))

    def span_matches(self, first: int, last: int) -> Array:
        """The same within units `first` to `last` and the heading."""
        owners = self.passage.owners
        inside = ((owners >= first) & (owners <= last)) | (owners == HEADING)
        return self.matches[:, inside].max(axis=1, initial=0.0)

    @cached_property
    def covered(self) -> frozenset[str]:
        return stems(f"{self.source.title} {self.source.heading} {plain(self.source.text)}")

    @cached_property
    def coverage(self) -> float:
        return self.question.coverage(self.covered)

    @cached_property
    def strength(self) -> float:
        """What passages are compared by: meaning, and each word's nearest one, as much as the other."""
        found = self.source.nearness
        nearness = self.whole_similarity if found is None else found
        return (nearness + self.match + 0.3 * self.heading_similarity) / 2.3

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

    def _unit_scores(self) -> Array:
        weights = self.question.weights
        matches = [
            np.average(self.span_matches(n, n), weights=weights) for n in range(len(self.passage.units))
        ]
        scores: Array = (self.unit_similarities + np.array(matches, dtype=np.float32)) / np.float32(2)
        return scores

    def _start(self, best: int) -> int:
        """A question in the text matches best where it is asked; what answers it comes after it."""
        units = self.passage.units
        while units[best].is_question and best + 1 < len(units):
            best += 1
        return best

    def _may_join(self, number: int, beside: Unit, scores: Array, first: int) -> bool:
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
    texts = [Text(source.title, source.heading, source.text, source.reading) for source in sources]
    return [_read(question, *pair) for pair in zip(sources, read_passages(texts), strict=True)]


def _read(question: Question, source: Source, passage: Passage) -> Reading:
    units = passage.unit_vectors.astype(np.float32)
    heading = passage.heading.astype(np.float32)
    words = passage.words.astype(np.float32)
    return Reading(
        source=source,
        question=question,
        passage=passage,
        unit_similarities=units @ question.vector,
        heading_similarity=float(heading @ question.vector),
        whole_similarity=float(passage.whole.astype(np.float32) @ question.vector),
        matches=question.vectors @ (words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-6)).T,
    )
