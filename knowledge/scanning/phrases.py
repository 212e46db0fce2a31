from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Phrase:
    """A way to tell a model what to do; `weight` is how sure it alone makes us, 0 to 1."""

    kind: str
    weight: float
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    """Those of phrases.toml, in its order."""
    content = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text())
    words: dict[str, str] = content["words"]
    return tuple(
        Phrase(row["kind"], row["weight"], re.compile(_filled(row["pattern"], words)))
        for row in content["phrase"]
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    # Not str.format: patterns are full of braces of their own.
    for name, alternatives in words.items():
        pattern = pattern.replace(f"{{{name}}}", alternatives)
    return pattern
