"""What an engine makes of a chat, and which of it is sure enough to be suggested."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from accounts.models import Tenant
from ai import engine
from ai.models import AISettings
from ai.operations import ANALYSE
from ai.types import Analysis, AnalysisRequest, SuggestedTicket


def judge(tenant: Tenant, request: AnalysisRequest) -> Analysis:
    """Outside of any transaction: a provider may take long. Raises ai.errors.AIUnavailable."""
    return engine.ask(tenant, ANALYSE, request, tool="chat")


def threshold_of(tenant: Tenant) -> float:
    """From which confidence on something is suggested: the tenant's, else TICKET_CONFIDENCE_THRESHOLD."""
    own = AISettings.of(tenant).ticket_threshold
    return float(settings.TICKET_CONFIDENCE_THRESHOLD if own is None else own)


def worth_suggesting(suggestions: Iterable[SuggestedTicket], threshold: float) -> list[SuggestedTicket]:
    return [one for one in suggestions if one.confidence >= threshold]
