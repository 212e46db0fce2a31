"""Text that a reader does not see and a model does."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

_CODE = re.compile(r"(?ms)^(```|~~~).*?^\1|`[^`\n]+`")
# Characters that only carry text unseen: tags (U+E0000), and overrides that turn the order of letters round.
_TAGS = re.compile("[\U000e0020-\U000e007f]{3,}")
_OVERRIDES = re.compile("[\u202d\u202e][^\u202c\n]{3,}")
# Joiners belong into emoji and into Persian or Indic words; between Latin letters they hide a word.
_SPLIT_WORDS = re.compile("(?:[A-Za-z][\u200b\u200c\u200d\u2060\ufeff]+){3,}[A-Za-z]")
_COMMENT = re.compile(
    r"^\[[^\]\n]*\]: *(?:#|<>) *[\"'(](?P<said>[^\n]{12,})[\"')] *$"
    r"|<!--(?P<html>(?:(?!-->).){12,2000})-->",
    re.S | re.M,
)
_UNSEEN_STYLE = re.compile(
    r"style\s*=\s*[\"'][^\"'>]{0,200}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])"
    r"|color\s*:\s*(?:#fff(?:fff)?\b|white|transparent)|(?:left|top|text-indent)\s*:\s*-\d{3,})[^\"'>]{0,200}[\"']"
    r"|<[a-z]+\s[^>]{0,200}\bhidden(?:\s[^>]{0,100})?>",
    re.I,
)  # fmt: skip
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{40,4000}={0,2}(?![A-Za-z0-9+/=_-])")

Span = tuple[int, int]


def unseen_characters(text: str) -> Iterator[Span]:
    for pattern in (_TAGS, _OVERRIDES, _SPLIT_WORDS):
        yield from (found.span() for found in pattern.finditer(text))


def unseen_markup(text: str) -> Iterator[Span]:
    """Styles that hide what they are on. In code they are shown, and somebody explains them."""
    code = [found.span() for found in _CODE.finditer(text)]
    for found in _UNSEEN_STYLE.finditer(text):
        if not any(start <= found.start() < end for start, end in code):
            yield found.span()


def comments(text: str) -> Iterator[tuple[Span, str]]:
    """Markdown's and HTML's comments, with what they say."""
    for found in _COMMENT.finditer(text):
        yield found.span(), found["said"] or found["html"]


def unpacked(text: str) -> Iterator[tuple[Span, str]]:
    """Words that stand there as base64 or as tag characters, with what they say."""
    for found in _BASE64.finditer(text):
        try:
            said = base64.b64decode(found.group(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        yield found.span(), said
    for found in _TAGS.finditer(text):
        yield found.span(), "".join(chr(ord(character) - 0xE0000) for character in found.group())
