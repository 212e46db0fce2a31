"""Which language a text is in, by its script and its commonest words. In doubt none."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_COMMON = tomllib.loads(Path(__file__).with_name("common_words.toml").read_text(encoding="utf-8"))
_LANGUAGES_OF_WORD = {
    word: tuple(language for language, words in _COMMON.items() if word in words.split())
    for words in _COMMON.values()
    for word in words.split()
}
_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar", "HEBREW": "he", "DEVANAGARI": "hi", "THAI": "th",
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
}  # fmt: skip
# With fewer telling words a name or a quoted label could decide it.
LEAST_WORDS = 2
LEAST_SHARE = 0.6
SHORT = range(3, 5)


def language_of(text: str) -> str:
    """A two-letter code, or "" when too little is said. Languages of one script count as its commonest."""
    return _by_script(text) or _by_words(text)


def _by_script(text: str) -> str:
    letters = [character for character in text if character.isalpha()]
    found = Counter(
        _SCRIPTS[script]
        for character in letters
        if not character.isascii() and (script := unicodedata.name(character, "").split(" ")[0]) in _SCRIPTS
    )
    if not found or found.total() < len(letters) / 2:
        return ""
    # Japanese writes Chinese characters among its own.
    return "ja" if found["ja"] else found.most_common(1)[0][0]


def _by_words(text: str) -> str:
    words = [match.group().lower().replace("’", "'") for match in _WORD.finditer(text)]
    votes: defaultdict[str, float] = defaultdict(float)
    for word in words:
        languages = _LANGUAGES_OF_WORD.get(word, ())
        for language in languages:
            votes[language] += 1 / len(languages)
    if not votes:
        return ""
    best = max(votes, key=votes.__getitem__)
    is_enough = votes[best] >= LEAST_WORDS or (votes[best] >= 1 and len(words) in SHORT)
    return best if is_enough and votes[best] >= LEAST_SHARE * sum(votes.values()) else ""
