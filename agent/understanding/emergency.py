"""Dangers in which a person must be told at once, whatever the AI could answer."""

from __future__ import annotations

import re

from agent.understanding.foreign import foreign_danger_in
from agent.understanding.sentences import sentences_of

_POURS = r"(?:pouring|gushing|(?:coming|dripping|running|leaking)\s+(?:through|onto|into))"
_DANGERS = {
    "gas": r"\b(?:smell(?:s|ing)?\s+(?:of\s+|like\s+)?gas|gas\s+(?:leak|smell|odou?r)|leaking\s+gas)\b",
    "fire": (
        r"\b(?:(?:is|are|on|caught|catching)\s+fire|fire\s+in\s+(?:the|my)|(?:is|are)\s+burning(?!\s+(?:through|question))|"
        r"smoke\s+(?:is\s+)?(?:coming\s+(?:from|out)|in\s+(?:the|my|our)))\b"
    ),
    "flooding": (
        r"\b(?:flood(?:ing|ed)(?!\s+(?:with|by)\s+(?!water))|"
        # As a noun too, where there is one: "a flood of emails" and "flood insurance" are none.
        r"(?:a|the|another|this|huge|big|bad|major|serious|flash|water)\s+flood(?!\s+of\s+(?!water))"
        r"(?!\s+(?:insurance|cover(?:age)?|damage|risk|zone|area|warning|protection|claims?|polic(?:y|ies)|lights?)\b)|"
        r"flood\s+in\s+(?:the|my|our)\b|burst\s+pipe|pipe\s+(?:has\s+|just\s+)?burst|"
        rf"water\s+(?:is\s+)?{_POURS})\b"
    ),
    "carbon monoxide": r"\b(?:carbon\s+monoxide|co\s+alarm)\b",
    "self-harm": r"\b(?:kill\s+myself|suicid(?:e|al)|end\s+my\s+life|hurt\s+myself)\b",
}
_DANGER = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _DANGERS.items()}
# Right before the danger: "what do I do if I smell gas?" asks, "it is not flooded" denies.
_SUPPOSED = re.compile(r"\b(?:if|in\s+case(?:\s+of)?)\s+(?:\w+\s+){0,4}$", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|no|never|without)|n't)\s+(?:\w+\s+){0,1}$", re.IGNORECASE)
_QUESTION = re.compile(
    r"^\W*(?:what|how|who|when|where|which|is|do|does|can|should|must)\b|\?\s*$", re.IGNORECASE
)

# "Does the insurance cover flooding?" asks what would be paid; "is it covered, there is a gas leak?" tells.
_COVERED = re.compile(
    r"^\W*(?:(?:does|do|would|will)\s+(?:my|the|our|your|this|that|its?)\s+(?:\w+\s+){0,3}"
    r"(?:cover|pay\s+for|include)|(?:is|are|am)\b[^,;]*\b(?:insured|covered\s+(?:by|under|for|against)))\b"
    r"[^,;]*\?\s*$",
    re.IGNORECASE,
)


def emergency_in(text: str) -> str:
    """The name of the danger that a sentence tells of, or "".

    A question about what to do "if" it happened tells of none. In doubt it is an emergency: a person who
    looks once too often costs less than one who was not told.
    """
    for sentence in sentences_of(text):
        for name, pattern in _DANGER.items():
            match = pattern.search(sentence)
            if match and not _is_only_talk(sentence, sentence[: match.start()]):
                return name
    return foreign_danger_in(text)


def _is_only_talk(sentence: str, before: str) -> bool:
    if _DENIED.search(before) or _COVERED.search(sentence):
        return True
    return bool(_SUPPOSED.search(before) and _QUESTION.search(sentence))
