"""Every text on every ground that the components use is readable: WCAG 2.2 contrast, from the tokens."""

from __future__ import annotations

import re
from itertools import product
from math import cos, radians, sin
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ["canvas", "surface", "surface-2"]
MEANINGS = ["good", "warning", "bad", "info"]
PAIRS = [
    *[(ink, ground, TEXT) for ink, ground in product(["ink", "ink-2", "ink-3"], GROUNDS)],
    *[(f"{name}-ink", ground, TEXT) for name, ground in product([*MEANINGS, "accent"], GROUNDS)],
    *[(f"{name}-ink", f"{name}-soft", TEXT) for name in [*MEANINGS, "accent"]],
    *[(name, ground, SHAPE) for name, ground in product([*MEANINGS, "line-strong", "focus"], GROUNDS)],
    *[(ink, "accent-soft", TEXT) for ink in ["ink", "ink-2", "ink-3"]],
    ("ink", "surface-3", TEXT),
    ("ink-2", "surface-3", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-note", "note", TEXT),
    ("note-ink", "note", TEXT),
    ("focus", "note", SHAPE),
    ("ink", "mark", TEXT),
]


def _tokens(selector: str) -> dict[str, str]:
    body = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", (CSS / "global.css").read_text(), re.S | re.M)
    assert body, f"no {selector} block in global.css"
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body[1]))


LIGHT = _tokens(":root")
DARK = LIGHT | _tokens(':root[data-theme="dark"]')


def _luminance(lightness: float, chroma: float, hue: float) -> float:
    """Relative luminance of an oklch colour, through OKLab and linear sRGB (the matrices of CSS Color 4)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    clipped = [min(max(channel, 0.0), 1.0) for channel in (red, green, blue)]
    return 0.2126 * clipped[0] + 0.7152 * clipped[1] + 0.0722 * clipped[2]


def _parse(value: str) -> float:
    numbers = re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value.strip())
    assert numbers, f"not a plain oklch colour: {value}"
    return _luminance(float(numbers[1]) / 100, float(numbers[2]), float(numbers[3]))


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted([_parse(first), _parse(second)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_defines_it():
    assert contrast("oklch(0% 0 0)", "oklch(100% 0 0)") == pytest.approx(21, abs=0.01)
    # #767676, the lightest grey that is AA on white
    assert contrast("oklch(56.64% 0 0)", "oklch(100% 0 0)") == pytest.approx(4.54, abs=0.03)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS, ids=lambda value: str(value))
def test_text_and_shapes_are_readable_on_their_ground(theme, front, ground, least):
    ratio = contrast(theme[front], theme[ground])
    assert ratio >= least, f"{front} on {ground}: {ratio:.2f}, wants {least}"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_initials_are_readable_on_every_hue(theme):
    hues = re.findall(r"--hue: (\d+)", (CSS / "avatars.css").read_text())
    assert len(hues) == 8
    for hue in hues:
        ink, ground = (f"oklch({theme[token]} {hue})" for token in ("avatar-ink", "avatar-ground"))
        assert contrast(ink, ground) >= TEXT, f"hue {hue}"


def test_both_ways_into_the_dark_theme_hold_the_same_tokens():
    text = (CSS / "global.css").read_text()
    followed = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\n  \}', text, re.S)
    assert followed
    assert dict(re.findall(r"--([\w-]+):\s*([^;]+);", followed[1])) == _tokens(':root[data-theme="dark"]')
