"""What the conversation around a message adds to its words.

"It is full" says nothing by itself; after the same answer twice, by somebody who has complained, it does. How
much each of these facts weighs is learned from whole conversations (training.py).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.understanding.sentences import sentences_of
from agent.understanding.small_talk import small_talk_in
from guidance.matching import fold, words_of

# What a message says by itself comes first, as log odds.
FACTS = ("says", "opens", "repeated", "shouts", "heard", "length")

SUREST = 1e-3
HEARD_AT_MOST = 3
ALIKE = 0.6
LONG = 30
_SHOUT = re.compile(r"\b[A-Z]{3,}\b|[!?]{2,}")
_HAS_SMALL = re.compile(r"[a-z]")


@dataclass(frozen=True)
class Around:
    """What the AI and members told before a message, oldest first, and how many of the customer's earlier
    messages were heard as complaints."""

    told: Sequence[str] = ()
    heard: int = 0

    @property
    def has_answer(self) -> bool:
        return any(is_answer(said) for said in self.told)


def facts_of(chance: float, text: str, around: Around) -> list[float]:
    """Of a message that complains with this chance by its words alone."""
    known = min(max(chance, SUREST), 1 - SUREST)
    return [
        math.log(known / (1 - known)),
        float(not around.has_answer),
        float(repeats_itself(around.told)),
        float(shouts(text)),
        min(around.heard, HEARD_AT_MOST) / HEARD_AT_MOST,
        min(len(text.split()), LONG) / LONG,
    ]


def is_answer(said: str) -> bool:
    """Whether it is more than a greeting or a question back."""
    sentences = sentences_of(said)
    return not all(one.endswith("?") or small_talk_in(one) for one in sentences)


def repeats_itself(told: Sequence[str]) -> bool:
    """Whether the latest answer is much like an earlier one."""
    if not told:
        return False
    latest = _stems(told[-1])
    return any(_likeness(latest, _stems(earlier)) >= ALIKE for earlier in told[:-1])


def shouts(text: str) -> bool:
    """A word in capitals among others that are not, or several marks in a row."""
    return bool(_SHOUT.search(text) and (_HAS_SMALL.search(text) or "!" in text or "?" in text))


def _stems(text: str) -> set[str]:
    return {word.stem for word in words_of(fold(text))}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
