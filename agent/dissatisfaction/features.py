"""What the classifier sees of a message: its meaning as a vector, its words, and a few plain facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.dissatisfaction.phrases import DEFAULTS, normal, phrases_in
from ai.embeddings import LOCAL, embed_texts

Array = NDArray[np.float64]

FACTS = ("opens", "phrase", "asks", "exclaims", "thanks", "short", "long")
LONGEST = 3
CHARACTERS_AT_MOST = 2_000

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[?!]")
_THANKS = re.compile(r"\b(?:thanks|thank\s+you|thx|cheers|perfect|great|lovely|awesome)\b")


def rows_of(texts: Sequence[str], opens: Sequence[bool], vocabulary: Sequence[str]) -> Array:
    """A row for each text: the facts, the runs of words that the vocabulary names, the vector."""
    shortened = [text[:CHARACTERS_AT_MOST] for text in texts]
    place = {run: number for number, run in enumerate(vocabulary)}
    runs = np.zeros((len(texts), len(vocabulary)))
    for row, text in enumerate(shortened):
        for run in runs_of(text):
            if run in place:
                runs[row, place[run]] = 1.0
    facts = np.array([_facts(text, at_start) for text, at_start in zip(shortened, opens, strict=True)])
    # By the model that is at hand without a key: the weights know its vectors only.
    vectors = embed_texts(shortened, model=LOCAL).astype(np.float64)
    return np.hstack([facts, runs, vectors])


def runs_of(text: str) -> set[str]:
    """Every run of one to three words, with marks for the beginning and the end."""
    words = ["^", *_WORD.findall(normal(text)), "$"]
    return set(_runs(words))


def _runs(words: Sequence[str]) -> Iterator[str]:
    for length in range(1, LONGEST + 1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if run not in (["^"], ["$"]):
                yield " ".join(run)


def _facts(text: str, opens: bool) -> list[float]:
    words = _WORD.findall(normal(text))
    found = {
        "opens": opens,
        "phrase": bool(phrases_in(text, DEFAULTS).meant),
        "asks": text.rstrip().endswith("?"),
        "exclaims": "!" in text,
        "thanks": bool(_THANKS.search(normal(text))),
        "short": len(words) <= 3,
        "long": len(words) >= 15,
    }
    return [float(found[name]) for name in FACTS]
