"""The places of a text that were found to look like instructions, with what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.models import Version

AROUND = 160
SHOWN_AT_MOST = 10
# So that what nobody sees can be looked at.
_SEEN = {
    ord(character): f"⟨U+{ord(character):04X}⟩"
    for character in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202d\u202e"
}


@dataclass(frozen=True)
class Excerpt:
    """`pieces` are texts in reading order, each with whether it is marked."""

    pieces: list[tuple[str, bool]]


def marked(version: Version) -> list[Excerpt]:
    """One excerpt for places that stand close together."""
    excerpts = [_excerpt(version.whole, group) for group in _groups(version.findings)]
    return excerpts[:SHOWN_AT_MOST]


def _groups(findings: list[dict[str, Any]]) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    for start, end in sorted((finding["start"], finding["end"]) for finding in findings):
        if groups and start <= groups[-1][-1][1] + AROUND:
            last_start, last_end = groups[-1][-1]
            if start <= last_end:
                groups[-1][-1] = (last_start, max(last_end, end))
            else:
                groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _excerpt(whole: str, places: list[tuple[int, int]]) -> Excerpt:
    reached = max(places[0][0] - AROUND, 0)
    pieces = []
    for start, end in places:
        pieces += [(whole[reached:start], False), (whole[start:end], True)]
        reached = end
    pieces.append((whole[reached : reached + AROUND], False))
    return Excerpt([(_visible(text), is_marked) for text, is_marked in pieces if text])


def _visible(text: str) -> str:
    plain = text.translate(_SEEN)
    return "".join(chr(ord(one) - 0xE0000) if 0xE0020 <= ord(one) <= 0xE007E else one for one in plain)
