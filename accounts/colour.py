"""A tenant's accent, with text on it and as text that people can read."""

from __future__ import annotations

import re

LIGHT_TEXT, DARK_TEXT = "#ffffff", "#050607"
READABLE = 4.5  # WCAG 2.2 AA, normal text

_HEX = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    return bool(_HEX.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """The WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(ground: str) -> str:
    """White or near-black, whichever reads better on this colour."""
    return max((LIGHT_TEXT, DARK_TEXT), key=lambda text: contrast(text, ground))


def readable_on(ground: str, colour: str) -> str:
    """The colour, moved towards black or white as far as it takes to read as text on `ground`."""
    target = text_on(ground)
    for step in range(20):
        mixed = _mix(colour, target, step / 20)
        if contrast(mixed, ground) >= READABLE:
            return mixed
    return target


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [_linear(channel / 255) for channel in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
