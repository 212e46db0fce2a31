"""The one door to models. Nothing else in the project talks to one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from accounts.models import Tenant
from ai import conf
from ai.breaker import guarded
from ai.budget import check_budget
from ai.engines.base import Engine, OnSentence
from ai.engines.local import MODEL as LOCAL_MODEL
from ai.engines.local import LocalEngine
from ai.errors import AIUnavailable, ProviderError
from ai.ledger import note_usage, record_call
from ai.masked import mask_question, mask_thread, restore_answer, restore_sentence, restore_summary
from ai.masking import Masking
from ai.types import Answer, AnswerRequest, Sentence, Summary, SummaryRequest

logger = logging.getLogger(__name__)


def answer(
    tenant: Tenant, request: AnswerRequest, on_sentence: OnSentence | None = None, *, tool: str = "agent"
) -> Answer:
    """Answer a question from its sources by the configured engine, or by the local one when that can't.

    A provider may take a minute: call it outside a transaction. `on_sentence` hears a preview; when a
    provider fails halfway, the Answer returned (its `fallback_from` set) replaces what was heard.
    Raises AIUnavailable when no engine could answer.
    """
    chosen = conf.engine_name()
    if chosen == "local":
        return _ask_local(tenant, request, on_sentence, tool=tool)
    heard: list[Sentence] = []
    try:
        with _outside(tenant, chosen) as masking:

            def hear(sentence: Sentence) -> None:
                heard.append(sentence)
                if on_sentence is not None:
                    on_sentence(restore_sentence(sentence, masking))

            asked, model = mask_question(request, masking), conf.model_for("answer")
            return restore_answer(_ask(_provider(), tenant, asked, hear, tool=tool, model=model), masking)
    except ProviderError as error:
        failure = error
        logger.warning("ai: %s failed (%s), the local engine answers: %s", chosen, error.kind, error)
    fallback = _ask_local(tenant, request, None if heard else on_sentence, tool=tool)
    return fallback.model_copy(update={"fallback_from": chosen, "fallback_reason": failure.kind})


def summarise(tenant: Tenant, request: SummaryRequest, *, tool: str = "summary") -> Summary:
    """Sum up a thread by the configured engine, or by the local one when that can't.

    Call it outside a transaction. Raises AIUnavailable when no engine could.
    """
    chosen = conf.engine_name()
    if chosen == "local":
        return _summarise_locally(tenant, request, tool=tool)
    try:
        with _outside(tenant, chosen) as masking:
            asked, model = mask_thread(request, masking), conf.model_for("summary")
            return restore_summary(_summarise(_provider(), tenant, asked, tool=tool, model=model), masking)
    except ProviderError as error:
        failure = error
        logger.warning("ai: %s failed (%s), the local engine sums up: %s", chosen, error.kind, error)
    fallback = _summarise_locally(tenant, request, tool=tool)
    return fallback.model_copy(update={"fallback_from": chosen, "fallback_reason": failure.kind})


@contextmanager
def _outside(tenant: Tenant, provider: str) -> Iterator[Masking]:
    """Around every call that leaves: within the budget, masked, and not to a provider that is down."""
    check_budget(tenant)
    with guarded(provider):
        yield Masking()


def _summarise_locally(tenant: Tenant, request: SummaryRequest, *, tool: str) -> Summary:
    try:
        return _summarise(LocalEngine(), tenant, request, tool=tool, model=LOCAL_MODEL)
    except Exception as error:
        raise AIUnavailable(f"The local engine failed: {error}") from error


def _summarise(engine: Engine, tenant: Tenant, request: SummaryRequest, *, tool: str, model: str) -> Summary:
    with record_call(
        tenant=tenant, tool=tool, operation="summarise", engine=engine.name, model=model
    ) as call:
        summary = engine.summarise(request)
        note_usage(call, summary.usage)
    return summary


def _provider() -> Engine:
    # The SDK takes half a second to import, which a hub without a key need not spend.
    from ai.engines.openai import OpenAIEngine

    return OpenAIEngine()


def _ask_local(
    tenant: Tenant, request: AnswerRequest, on_sentence: OnSentence | None, *, tool: str
) -> Answer:
    try:
        return _ask(LocalEngine(), tenant, request, on_sentence, tool=tool, model=LOCAL_MODEL)
    except Exception as error:
        # Whatever it was, the caller has one thing to do: hand the customer to a person.
        raise AIUnavailable(f"The local engine failed: {error}") from error


def _ask(
    engine: Engine,
    tenant: Tenant,
    request: AnswerRequest,
    on_sentence: OnSentence | None,
    *,
    tool: str,
    model: str,
) -> Answer:
    with record_call(tenant=tenant, tool=tool, operation="answer", engine=engine.name, model=model) as call:
        reply = engine.answer(request, on_sentence)
        note_usage(call, reply.usage)
    return reply
