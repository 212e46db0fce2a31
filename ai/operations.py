"""What engines are asked to do: each operation with its model, and what is hidden from a provider."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ai.conf import Task
from ai.engines.base import Engine
from ai.errors import ProviderError
from ai.masked import (
    mask_chat,
    mask_thread,
    mask_ticket,
    restore_analysis,
    restore_assessment,
    restore_summary,
    restore_triage,
)
from ai.masking import Masking
from ai.types import (
    Analysis,
    AnalysisRequest,
    Assessment,
    Frozen,
    Made,
    Summary,
    SummaryRequest,
    TicketToTriage,
    Triage,
    faults_of,
)

Asked = TypeVar("Asked", bound=Frozen)
Result = TypeVar("Result", bound=Made)


@dataclass(frozen=True)
class Operation(Generic[Asked, Result]):
    """`name` is the ledger's word, `task` says whose model answers (`ai.conf.model_for`).

    `mask` takes personal data out of a request before it leaves, `restore` puts it back into the result.
    What is for customers a tenant may rather leave to people than to the local engine.
    """

    name: str
    task: Task
    perform: Callable[[Engine, Asked, Masking], Result]
    mask: Callable[[Asked, Masking], Asked]
    restore: Callable[[Result, Masking], Result]
    is_for_customers: bool = False


SUMMARISE: Operation[SummaryRequest, Summary] = Operation(
    name="summarise",
    task="summary",
    perform=lambda engine, request, masking: engine.summarise(request),
    mask=mask_thread,
    restore=restore_summary,
)

ASSESS: Operation[TicketToTriage, Assessment] = Operation(
    name="assess",
    task="triage",
    perform=lambda engine, request, masking: engine.assess(request),
    mask=mask_ticket,
    restore=restore_assessment,
)
TRIAGE: Operation[TicketToTriage, Triage] = Operation(
    name="triage",
    task="triage",
    perform=lambda engine, request, masking: engine.triage(request),
    mask=mask_ticket,
    restore=restore_triage,
)


def _analyse(engine: Engine, request: AnalysisRequest, masking: Masking) -> Analysis:
    analysis = engine.analyse(request)
    faults = faults_of(analysis, request)
    if faults:
        error = ProviderError("analysis_failed", faults)
        error.usage = analysis.usage
        raise error
    return analysis


ANALYSE: Operation[AnalysisRequest, Analysis] = Operation(
    name="analyse",
    task="analysis",
    perform=_analyse,
    mask=mask_chat,
    restore=restore_analysis,
)
