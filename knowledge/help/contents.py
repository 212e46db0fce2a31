"""An article's headings, with addresses of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from django.utils.text import slugify

# The cleaner has written these tags: lower case, without attributes.
_HEADING = re.compile(r"<(h[1-4])>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SHOWN = {"h1", "h2", "h3"}


@dataclass(frozen=True)
class Heading:
    anchor: str
    text: str
    is_under: bool


def with_anchors(html: str) -> tuple[str, list[Heading]]:
    """Cleaned HTML with an id on each heading, and the list of them, empty where there are fewer than two.

    The page's own title is the only `h1`: a text's are one level lower.
    """
    headings: list[Heading] = []
    taken: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        level, inner = found.groups()
        text = unescape(_TAG.sub("", inner)).strip()
        anchor = _free(slugify(text) or "part", taken)
        if level in _SHOWN and text:
            headings.append(Heading(anchor, text, is_under=level == "h3"))
        lower = "h2" if level == "h1" else level
        return f'<{lower} id="{anchor}">{inner}</{lower}>'

    marked = _HEADING.sub(mark, html)
    return marked, headings if len(headings) > 1 else []


def _free(anchor: str, taken: set[str]) -> str:
    # What the page itself uses as ids is not an article's to take.
    number, free = 1, f"{anchor}"
    while free in taken or free in {"main", "contents", "helped", "q"}:
        number += 1
        free = f"{anchor}-{number}"
    taken.add(free)
    return free
