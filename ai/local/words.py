"""The words of a question that carry its meaning, and how rare each is."""

import math
import re
from functools import cache
from pathlib import Path

from ai.embeddings import minilm

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.txt").read_text(encoding="utf-8").split())
VAGUE_WORDS = frozenset(
    {
        "again",
        "ask",
        "bad",
        "broken",
        "bug",
        "chat",
        "contact",
        "error",
        "fail",
        "failed",
        "fails",
        "fault",
        "fix",
    }
    | {
        "inquiry",
        "issue",
        "issues",
        "last",
        "matter",
        "message",
        "new",
        "old",
        "problem",
        "problems",
        "questions",
    }
    | {"request", "same", "stuff", "support", "talk", "time", "today", "trouble", "urgent", "work", "working"}
    | {"works", "wrong", "doesn", "isn"}
)
SUFFIXES = (
    "ations", "ation", "ements", "ement", "ments", "ment", "ities", "ity", "ings", "ing", "ions", "ion",
    "ies", "ers", "ied", "ed", "er", "es", "ly", "or", "s", "e", "y",
)  # fmt: skip
SHORTEST_STEM = 3
RAREST = math.log(60_000)


def content_words(text: str) -> list[str]:
    """Stems of the words that are no stop words, each once, in order."""
    return list(dict.fromkeys(stem(word) for word in _words(text)))


def surface_words(text: str) -> dict[str, str]:
    """Stem → the first word of the text that has it."""
    found: dict[str, str] = {}
    for word in _words(text):
        found.setdefault(stem(word), word)
    return found


def stems(text: str) -> frozenset[str]:
    """Stems of all words: what a text covers."""
    return frozenset(stem(word) for word in _all_words(text))


@cache
def stem(word: str) -> str:
    """A key the forms of a word share ("cancellation", "cancelled" → "cancel"); it need not be a word."""
    if word.isdigit():
        return word
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM + (suffix in {"ly", "y", "e"}):
            word = word[: -len(suffix)]
            break
    if len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    return word


@cache
def rarity(word: str) -> float:
    """0 to 1: the logarithm of a word's frequency rank in English.

    BERT's vocabulary lists whole words by falling frequency from number 1,996 on; by Zipf's law the
    logarithm of the rank is the word's inverse document frequency, up to a constant. A word that is
    not there whole is rarer than all that are.
    """
    number = minilm.load().tokenizer.token_to_id(word)
    rank = number - 1995 if number is not None and number > 1995 else 60_000
    return math.log(max(rank, 2)) / RAREST


def says_what(word: str) -> bool:
    """False for words that say that something is the matter, but not what."""
    return word not in VAGUE_WORDS


def specific_words(text: str) -> int:
    """How many words of it say what is meant."""
    return sum(says_what(word) for word in surface_words(text).values())


def is_content(word: str) -> bool:
    """Whether a lower-case word carries meaning: no stop word, no mark, no single letter."""
    return word not in STOP_WORDS and (len(word) > 1 or word.isdigit()) and any(map(str.isalnum, word))


def _words(text: str) -> list[str]:
    return [word for word in _all_words(text) if is_content(word)]


def _all_words(text: str) -> list[str]:
    words = (match.group().lower().replace("’", "'") for match in WORD.finditer(text))
    return [word.removesuffix("'s").partition("'")[0] for word in words]
