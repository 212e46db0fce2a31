"""The one door to models. Nothing else in the project talks to one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from accounts.models import Tenant
from ai import conf
from ai.breaker import refuse_while_open
from ai.budget import check_budget
from ai.engines.base import Engine, OnSentence
from ai.engines.local import MODEL as LOCAL_MODEL
from ai.engines.local import LocalEngine
from ai.errors import AIUnavailable, LeftToPeople, ProviderError
from ai.ledger import note_usage, record_call
from ai.masked import mask_question, restore_answer, restore_sentence
from ai.masking import Masking
from ai.models import AISettings
from ai.operations import SUMMARISE, Asked, Operation, Result
from ai.types import Answer, AnswerRequest, Sentence, Summary, SummaryRequest

logger = logging.getLogger(__name__)


def ask(tenant: Tenant, operation: Operation[Asked, Result], request: Asked, *, tool: str) -> Result:
    """The operation's result by the configured engine, or by the local one when that can't.

    A provider may take a minute: call it outside a transaction. `tool` is the ledger's word for who asks.
    Raises AIUnavailable when no engine could, and LeftToPeople where the tenant wants people to take over
    from a provider that can't.
    """
    chosen = conf.engine_name()
    if chosen == "local":
        return _ask_local(tenant, operation, request, tool=tool)
    try:
        with _outside(tenant, chosen) as masking:
            asked, model = operation.mask(request, masking), conf.model_for(operation.task)
            made = _perform(_provider(), tenant, operation, asked, masking, tool=tool, model=model)
            return operation.restore(made, masking)
    except ProviderError as error:
        failure = error
        logger.warning("ai: %s failed to %s (%s): %s", chosen, operation.name, error.kind, error)
    if operation.is_for_customers and AISettings.of(tenant).fallback == AISettings.Fallback.PEOPLE:
        raise LeftToPeople(f"{chosen}: {failure.kind}") from failure
    fallback = _ask_local(tenant, operation, request, tool=tool)
    told = {
        "fallback_from": chosen,
        "fallback_reason": failure.kind,
        "fallback_model": conf.model_for(operation.task),
        "fallback_usage": failure.usage,
    }
    return fallback.model_copy(update={**told, "prompt": failure.prompt} if failure.prompt else told)


def answer(
    tenant: Tenant, request: AnswerRequest, on_sentence: OnSentence | None = None, *, tool: str = "agent"
) -> Answer:
    """Answer a question from its sources.

    `on_sentence` hears a preview; when a provider fails halfway, the Answer returned (its `fallback_from`
    set) replaces what was heard. Otherwise as `ask`.
    """
    listener = _Listener(on_sentence)
    operation: Operation[AnswerRequest, Answer] = Operation(
        name="answer",
        task="answer",
        perform=lambda engine, asked, masking: engine.answer(asked, listener.of(masking)),
        mask=mask_question,
        restore=restore_answer,
        is_for_customers=True,
    )
    return ask(tenant, operation, request, tool=tool)


def summarise(tenant: Tenant, request: SummaryRequest, *, tool: str = "summary") -> Summary:
    """Sum up a thread; otherwise as `ask`."""
    return ask(tenant, SUMMARISE, request, tool=tool)


class _Listener:
    """Who hears an answer's sentences; of a second engine, nothing more once the first was heard."""

    def __init__(self, on_sentence: OnSentence | None) -> None:
        self._on_sentence = on_sentence
        self._has_heard = False

    def of(self, masking: Masking) -> OnSentence | None:
        told = self._on_sentence
        if told is None or self._has_heard:
            return None

        def hear(sentence: Sentence) -> None:
            self._has_heard = True
            told(restore_sentence(sentence, masking))

        return hear


@contextmanager
def _outside(tenant: Tenant, provider: str) -> Iterator[Masking]:
    """Around every call that leaves: within the budget, masked, and not to a provider that is down."""
    check_budget(tenant)
    refuse_while_open(provider)
    yield Masking()


def _provider() -> Engine:
    # The SDK takes half a second to import, which a hub without a key need not spend.
    from ai.engines.openai import OpenAIEngine

    return OpenAIEngine()


def _ask_local(tenant: Tenant, operation: Operation[Asked, Result], request: Asked, *, tool: str) -> Result:
    try:
        return _perform(LocalEngine(), tenant, operation, request, Masking(), tool=tool, model=LOCAL_MODEL)
    except Exception as error:
        # Whatever it was, the caller has one thing to do: hand the customer to a person.
        raise AIUnavailable(f"The local engine failed: {error}") from error


def _perform(
    engine: Engine,
    tenant: Tenant,
    operation: Operation[Asked, Result],
    request: Asked,
    masking: Masking,
    *,
    tool: str,
    model: str,
) -> Result:
    with record_call(
        tenant=tenant, tool=tool, operation=operation.name, engine=engine.name, model=model
    ) as call:
        try:
            made = operation.perform(engine, request, masking)
        except ProviderError as error:
            note_usage(call, error.usage)
            raise
        note_usage(call, made.usage)
    return made
