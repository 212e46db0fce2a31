"""A ticket by fixed rules, for when no engine can be asked. Nothing here needs a model."""

from __future__ import annotations

import re

from ai.local.triage.severity import CUES, KEYWORDS
from ai.local.triage.wording import next_action, summarise
from ai.types import SEVERITIES, TicketToTriage, Triage

RULES = "rules"
# Whoever reads it should look for themselves.
CONFIDENCE = 0.3
USUAL_LEVEL = 1.0


def triage_by_rules(request: TicketToTriage) -> Triage:
    category, levels = _category(request), sum(add for cue, add in CUES if cue.search(request.text))
    severity = SEVERITIES[min(len(SEVERITIES) - 1, max(0, round(USUAL_LEVEL + levels)))]
    action = next_action(request, category, severity)
    return Triage(
        summary=summarise(request.text),
        category=category,
        severity=severity,
        next_action=action,
        confidence=CONFIDENCE,
        engine=RULES,
        model=RULES,
    )


def _category(request: TicketToTriage) -> str:
    """The one with most of its words in the text; the matched issue's before that, the first for none."""
    names = {category.name.casefold(): category.name for category in request.categories}
    match = request.match
    if match is not None and match.category.casefold() in names:
        return names[match.category.casefold()]
    counts = {name: _count(key, request.text) for key, name in names.items()}
    return max(counts, key=lambda name: counts[name])


def _count(key: str, text: str) -> int:
    """Its known words; of a category that nobody knows here, its name's."""
    pattern = KEYWORDS.get(key) or "|".join(map(re.escape, re.findall(r"\w{3,}", key))) or r"(?!)"
    return len(re.findall(rf"\b(?:{pattern})", text, re.IGNORECASE))
