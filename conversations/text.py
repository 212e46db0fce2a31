from __future__ import annotations

import re
import unicodedata

from django.utils.text import Truncator
from django.utils.translation import gettext as _

VALUE_CHARACTERS = 80

# C0 and C1 but for tab and newline; and the marks that turn the reading direction of what follows them, by
# which a text can show other words than it holds. Right-to-left letters need none of these.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Separators, and characters of the category Format (joiners, zero-width spaces), show nothing by themselves;
# nor do variation selectors and these letters and symbols that Unicode counts as visible.
_EMPTY_CATEGORIES = {"Cc", "Cf", "Zs", "Zl", "Zp"}
_EMPTY = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}
_EMPTY |= {chr(code) for code in range(0xFE00, 0xFE10)}


def storable(text: str) -> str:
    """The text without what PostgreSQL and UTF-8 have no place for: NUL, and halves of a surrogate pair.

    JSON can say both, and a browser that cuts an emoji in two sends such a half.
    """
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def readable(text: str) -> str:
    """The text as people read it: no control characters, no turned directions; "" for nothing to see."""
    text = _UNWANTED.sub("", storable(text).replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if any(_is_seen(character) for character in text) else ""


def in_words(value: object) -> str:
    """A value that a site gave us as JSON, as people read it; "" for nothing to see."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else Truncator(readable(str(value))).chars(VALUE_CHARACTERS)


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _EMPTY_CATEGORIES and character not in _EMPTY
