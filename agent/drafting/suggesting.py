from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.models import OPEN_STATES, Draft, Run


def suggest(run: Run, *, citations: Sequence[dict[str, Any]]) -> Draft:
    """Offer what the AI would have said as a draft, in place of an older one. The ticket must be locked."""
    for older in Draft.objects.filter(ticket=run.ticket, state__in=OPEN_STATES):
        older.close(Draft.State.SUPERSEDED)
        older.save()
    return Draft.objects.create(
        tenant_id=run.tenant_id,
        ticket=run.ticket,
        message=run.message,
        run=run,
        state=Draft.State.READY,
        text=run.draft,
        citations=list(citations),
    )
