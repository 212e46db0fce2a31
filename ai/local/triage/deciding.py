"""A ticket's category and severity, in words for the team."""

from __future__ import annotations

from django.utils import translation

from ai.local.triage.categories import category_shares
from ai.local.triage.severity import severity_of
from ai.local.triage.wording import next_action, summarise
from ai.types import TicketToTriage, Triage


def triage(request: TicketToTriage, *, engine: str, model: str) -> Triage:
    shares = category_shares(request)
    category = max(shares, key=lambda name: shares[name])
    severity = severity_of(request)
    with translation.override(request.language):
        action = next_action(request, category, severity)
    return Triage(
        summary=summarise(request.text),
        category=category,
        severity=severity,
        next_action=action,
        confidence=min(1.0, shares[category]),
        engine=engine,
        model=model,
    )
