from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ai.types import Answer, join_sentences
from guidance.evaluation import PlayRule
from knowledge.retrieval import Retrieval


@dataclass(frozen=True)
class Decision:
    """What the AI would do, a Run.Decision. Nothing has happened yet.

    `chance` is how likely an answer or offer is right as its engine said it, before the tenant's own
    experience. `articles` are an offer's, as an Outcome keeps them; `parts` is what it says piece by piece.
    `language` is the customer's, where that is why it is handed over; `peril` what a danger threatens.
    """

    kind: str
    explanation: str
    body: str = ""
    reason: str = ""
    answer: Answer | None = None
    retrieval: Retrieval | None = None
    citations: list[dict[str, Any]] = field(default_factory=list)
    rule: PlayRule | None = None
    language: str = ""
    peril: str = ""
    chance: float | None = None
    articles: list[dict[str, Any]] = field(default_factory=list)
    parts: tuple[str, ...] = ()

    @property
    def confidence(self) -> float | None:
        return self.answer.confidence if self.answer else None

    def as_it_grows(self) -> Iterator[str]:
        """The text as far as it is written, again and again until it is whole."""
        if self.parts:
            yield from ("\n\n".join(self.parts[:count]) for count in range(1, len(self.parts) + 1))
        elif self.answer is not None:
            sentences = self.answer.sentences
            yield from (join_sentences(sentences[:count]) for count in range(1, len(sentences) + 1))
