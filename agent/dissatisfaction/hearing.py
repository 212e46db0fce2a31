"""What one message says of the AI's help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.dissatisfaction.classifier import current
from agent.dissatisfaction.context import Around
from agent.dissatisfaction.phrases import DEFAULTS, phrases_in
from agent.understanding import asks_for_person, small_talk_in
from agent.understanding.normal import normal
from agent.understanding.sentences import sentences_of

# Of a message that takes such a phrase back the classifier sees the words as well.
DENIED_AT_LEAST = 0.9

_NO = re.compile(
    r"^\W*(?:no+|nope|nah|not\s+(?:really|at\s+all)|unfortunately\s+not|sadly\s+not?|it\s+did\s+not)\W*$"
)
# A face that says it all.
_SOUR = re.compile(r"^[^\w?]*[😠😡🤬😤😒🙄🤦👎💩][^\w?]*$")
_ASKS_WHETHER_IT_HELPED = re.compile(r"\b(?:help(?:s|ed|ful)?|answer(?:s|ed)?|solved?|resolved?|works?)\b")
_OFFERS_MORE = re.compile(r"\b(?:else|more)\b")


NOTHING = Around()


@dataclass(frozen=True)
class Heard:
    """`phrase` is the one that was found, whether it counted or not; `chance` is the classifier's."""

    asks_for_person: bool
    is_dissatisfied: bool
    phrase: str = ""
    chance: float = 0.0

    @property
    def is_signal(self) -> bool:
        return self.asks_for_person or self.is_dissatisfied


def hear(text: str, around: Around = NOTHING, *, phrases: Sequence[str] = DEFAULTS) -> Heard:
    """`phrases` are the tenant's."""
    asks = asks_for_person(text)
    if around.told and _denies_help(text, around.told[-1]):
        return Heard(asks, is_dissatisfied=True, phrase=normal(text).strip(" .!,"), chance=1.0)
    if _SOUR.search(text) and around.has_answer:
        return Heard(asks, is_dissatisfied=True, phrase=text.strip(), chance=1.0)
    if small_talk_in(text) is not None or _NO.search(normal(text)):
        return Heard(asks, is_dissatisfied=False)
    said, weights = phrases_in(text, phrases), current()
    chance = weights.chance(text, around)
    counts = bool(said.meant) or chance >= (DENIED_AT_LEAST if said.denied else weights.threshold)
    return Heard(asks, counts, said.meant, round(chance, 3))


def _denies_help(text: str, asked: str) -> bool:
    """A plain "no" to "Did this help?"."""
    asked = normal(sentences_of(asked)[-1]) if asked.strip() else ""
    is_asked = (
        asked.endswith("?") and _ASKS_WHETHER_IT_HELPED.search(asked) and not _OFFERS_MORE.search(asked)
    )
    return bool(is_asked and _NO.search(normal(text)))
