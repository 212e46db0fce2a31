"""What one message says of the AI's help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.dissatisfaction.classifier import current, probability
from agent.dissatisfaction.context import in_context
from agent.dissatisfaction.phrases import DEFAULTS, Said, normal, phrases_in
from agent.understanding import asks_for_person, small_talk_in
from agent.understanding.sentences import sentences_of

# A phrase of the hub's own list counts unless the classifier is sure of the opposite.
PHRASE_AT_LEAST = 0.08
# Of a message that takes such a phrase back the classifier sees the words as well.
DENIED_AT_LEAST = 0.9
# Before any answer a phrase tells of the customer's own trouble ("my card is not working").
OPENING_PHRASE_AT_LEAST = 0.6

_DEFAULTS = frozenset(normal(phrase) for phrase in DEFAULTS)
_WORDS = re.compile(r"[\w']+")
_NAME_NOTHING = frozenset({
    "this", "that", "it", "it's", "is", "was", "are", "you", "your", "still", "just", "so", "very", "really",
    "too", "answer", "answers", "bot", "chat", "i", "i'm", "am", "me", "us",
})  # fmt: skip
_WISH = "i need help"
_NO = re.compile(
    r"^\W*(?:no+|nope|nah|not\s+(?:really|at\s+all)|unfortunately\s+not|sadly\s+not?|it\s+did\s+not)\W*$"
)
_ASKS_WHETHER_IT_HELPED = re.compile(r"\b(?:help(?:s|ed|ful)?|answer(?:s|ed)?|solved?|resolved?|works?)\b")
_OFFERS_MORE = re.compile(r"\b(?:else|more)\b")


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


def hear(
    text: str,
    *,
    told: Sequence[str] = (),
    wrote: Sequence[str] = (),
    phrases: Sequence[str] = DEFAULTS,
) -> Heard:
    """`told` is what the AI and members have said before it, `wrote` what customers have, oldest first;
    `phrases` are the tenant's."""
    asks = asks_for_person(text)
    if told and _denies_help(text, told[-1]):
        return Heard(asks, is_dissatisfied=True, phrase=normal(text).strip(" .!,"), chance=1.0)
    if small_talk_in(text) is not None or _NO.search(normal(text)):
        return Heard(asks, is_dissatisfied=False)
    opens = not any(is_answer(said) for said in told)
    said, chance = phrases_in(text, phrases), probability(text, opens=opens)
    if not opens:
        chance = in_context(chance, text, told=told, wrote=wrote)
    return Heard(asks, _counts(text, said, chance, opens=opens), said.meant, round(chance, 3))


def is_answer(said: str) -> bool:
    """Whether it is more than a greeting or a question back."""
    sentences = sentences_of(said)
    return not all(one.endswith("?") or small_talk_in(one) for one in sentences)


def _denies_help(text: str, asked: str) -> bool:
    """A plain "no" to "Did this help?"."""
    asked = normal(sentences_of(asked)[-1]) if asked.strip() else ""
    is_asked = (
        asked.endswith("?") and _ASKS_WHETHER_IT_HELPED.search(asked) and not _OFFERS_MORE.search(asked)
    )
    return bool(is_asked and _NO.search(normal(text)))


def _counts(text: str, said: Said, chance: float, *, opens: bool) -> bool:
    phrase = said.meant
    if not phrase:
        return chance >= (DENIED_AT_LEAST if said.denied else current().threshold)
    # What a tenant added is theirs to judge.
    if normal(phrase) not in _DEFAULTS:
        return True
    if _is_bare(text, phrase):
        # Everybody who writes needs help.
        return not opens or normal(phrase) != _WISH
    return chance >= (OPENING_PHRASE_AT_LEAST if opens else PHRASE_AT_LEAST)


def _is_bare(text: str, phrase: str) -> bool:
    """Whether it names nothing else that could be meant: "this is not working", but not "my card is ..."."""
    rest = normal(text).replace(normal(phrase), " ", 1)
    return not set(_WORDS.findall(rest)) - _NAME_NOTHING
