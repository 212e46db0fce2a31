from __future__ import annotations

import re

from guidance.matching import fold

_CONTRACTED = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|wo|ca|could|would|should)n'?t\b|\b(can)not\b", re.IGNORECASE
)


def normal(text: str) -> str:
    """Folded, on single spaces, with "doesn't" and "doesnt" as "does not"."""
    spread = _CONTRACTED.sub(lambda match: f"{match[1] or match[2]} not", fold(text))
    return re.sub(r"[^\S\n]+", " ", spread)
