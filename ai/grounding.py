"""Is what a model wrote borne by what it was given? Checked by code, whatever the model was told or believes.

A sentence falls when it has a link, an address or a figure that the passages it cites do not have, when it
says that something was done, when it repeats the rules it was given, or when it is about something else.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from ai.embeddings import minilm
from ai.local.language import language_of
from ai.local.units import plain, split_sentences
from ai.local.words import rarity, stems, surface_words

# Of a sentence's words, weighted by rarity, this share stands in its passages; or its meaning is this near to
# one of their sentences. A paraphrase has one of the two, what is about something else has neither.
COVERED = 0.5
NEAR = 0.45
SHINGLE = 7
QUESTION_CHARACTERS = 400

_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s)\]>\"']+|\bwww\.[^\s)\]>\"']+|[\w.+-]+@[\w-]+\.[\w.]+|"
    r"\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|example|dev|app|info|biz|xyz|ru|cn|de|uk|co|eu|me|ai|link|click)\b"
    r"(?:/\S*)?|"
    r"\]\([^)]*\)|\bjavascript:|\bdata:",
    re.IGNORECASE,
)
# What stands for a customer's email address and the like (ai.masking) is no figure of the model's.
_PLACEHOLDER = re.compile(r"\[[A-Z_]+_\d+\]")
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_STEP = re.compile(r"^\s*\d{1,3}[.)]\s", re.MULTILINE)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
# "One" counts only before what is counted: "ask for one" is no figure.
_SPELLED = re.compile(
    rf"\b(?:one(?=\s+(?:minute|hour|day|week|month|year|working|business|percent))|{'|'.join([*_NUMBERS][1:])})\b",
    re.IGNORECASE,
)
# The hub acts, a model only words: it can't have done anything.
_DONE = re.compile(
    r"\b(?:i|we)(?:'ve|\s+have|\s+just|\s+already)+\s+(?:\w+\s+)?\w+(?:ed|en|nt|ut|ade|ought|old)\b|"
    r"\b(?:i|we)\s+(?:opened|created|escalated|cancell?ed|refunded|sent|changed|deleted|approved|granted|reset)"
    r"\b|\b(?:your|the|this)\s+(?:\w+\s+){0,3}(?:has|have)\s+(?:now\s+|just\s+|already\s+)?been\s+\w+",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:password|passcode|pin(?:\s+code)?|cvv|cvc|card\s+number|credit\s+card|security\s+code|"
    r"one[- ]time\s+code|api\s+key|secret)\b",
    re.IGNORECASE,
)


def is_borne(sentence: str, passages: Sequence[str], *, question: str, rules: str = "") -> bool:
    """Whether a sentence of an answer may stand on the passages it cites."""
    given, sentence = "\n".join(passages), _PLACEHOLDER.sub(" ", sentence)
    if _addresses(sentence) - _addresses(given) or _repeats(sentence, rules):
        return False
    if _figures(sentence) - _figures(given):
        # The customer's question bears none: "Yes, within 2 days" would only repeat what was asked.
        return False
    if any(done.lower() not in given.lower() for done in _DONE.findall(sentence)):
        return False
    return _is_about(sentence, passages, question)


def is_fair_question(text: str, given: Sequence[str], *, rules: str = "") -> bool:
    """Whether a model's question back may be asked: short, no links, no claims, and not for a secret."""
    known = "\n".join(given)
    return (
        len(text) <= QUESTION_CHARACTERS
        and text.rstrip('*_ "”»)').endswith(("?", "？", "؟", "."))
        and "?" in text.replace("？", "?").replace("؟", "?")
        and not _addresses(text) - _addresses(known)
        and not _SECRET.search(text)
        and not _DONE.search(text)
        and not _repeats(text, rules)
    )


def _addresses(text: str) -> set[str]:
    return {found.rstrip(".,;:!?").lower() for found in _ADDRESS.findall(text)}


def _figures(text: str) -> set[str]:
    spelled = _SPELLED.sub(lambda match: str(_NUMBERS[match.group().lower()]), _STEP.sub(" ", text))
    return {
        figure for found in _FIGURE.findall(spelled) for figure in (found, *re.split(r"[.,:/-]", found))[:1]
    }


def _repeats(text: str, rules: str) -> bool:
    """It holds a run of words of the rules, which nobody would say by chance."""
    return bool(rules) and not _shingles(text).isdisjoint(_shingles(rules))


@lru_cache(maxsize=256)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def _is_about(sentence: str, passages: Sequence[str], question: str) -> bool:
    words = surface_words(plain(sentence))
    if not words:
        return True
    given = stems(plain("\n".join(passages)))
    weights = {stem: rarity(word) for stem, word in words.items()}
    covered = sum(weight for stem, weight in weights.items() if stem in given)
    if covered >= COVERED * sum(weights.values()):
        return True
    if _is_translated(sentence, passages, question):
        # It shares neither words nor, for a model of English, its place among the meanings.
        return True
    return _nearness(sentence, passages) >= NEAR


def _is_translated(sentence: str, passages: Sequence[str], question: str) -> bool:
    """A short sentence may show no language; it has the question's then, in which answers are written."""
    spoken, known = language_of(sentence) or language_of(question), language_of("\n".join(passages))
    return bool(spoken and known) and spoken != known


def _nearness(sentence: str, passages: Sequence[str]) -> float:
    texts = [part for passage in passages for part in split_sentences(plain(passage))]
    if not texts:
        return 0.0
    vectors = minilm.load().embed([plain(sentence), *texts])
    return float((vectors[1:] @ vectors[0]).max())
