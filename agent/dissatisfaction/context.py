"""What the conversation around a message adds to its words.

"It is full" says nothing by itself; after the same answer twice, by somebody who has said so before, it does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from guidance.matching import fold, words_of

# In log odds, set by hand on the conversations for development.
ANSWER_REPEATED = 1.6
SAYS_IT_AGAIN = 1.2
SHOUTS = 1.2

ALIKE = 0.6
AGAIN_AT_LEAST = 0.5
SHORTEST_WORD = 4
_SHOUT = re.compile(r"\b[A-Z]{3,}\b|[!?]{2,}")
_HAS_SMALL = re.compile(r"[a-z]")


def in_context(chance: float, text: str, *, told: Sequence[str], wrote: Sequence[str]) -> float:
    """The chance that a message complains, given what the hub told and the customer wrote before it."""
    odds = math.log(max(chance, 1e-6) / max(1 - chance, 1e-6))
    odds += ANSWER_REPEATED * repeats_itself(told) + SHOUTS * shouts(text)
    odds += SAYS_IT_AGAIN * says_again(text, wrote)
    return 1 / (1 + math.exp(-odds))


def repeats_itself(told: Sequence[str]) -> bool:
    """Whether the latest answer is much like an earlier one."""
    if not told:
        return False
    latest = _stems(told[-1])
    return any(_likeness(latest, _stems(earlier)) >= ALIKE for earlier in told[:-1])


def says_again(text: str, wrote: Sequence[str]) -> bool:
    """Whether at least half of the message's longer words were in the customer's earlier ones."""
    words = {word for word in _stems(text) if len(word) >= SHORTEST_WORD}
    earlier: set[str] = set().union(*map(_stems, wrote))
    return bool(words) and len(words & earlier) / len(words) >= AGAIN_AT_LEAST


def shouts(text: str) -> bool:
    """A word in capitals among others that are not, or several marks in a row."""
    return bool(_SHOUT.search(text) and (_HAS_SMALL.search(text) or "!" in text or "?" in text))


def _stems(text: str) -> set[str]:
    return {word.stem for word in words_of(fold(text))}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
