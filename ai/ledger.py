"""Every question to an engine leaves a row: who asked, what it cost, how it went."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from accounts.models import Tenant
from ai import conf
from ai.errors import ProviderError
from ai.models import ModelCall
from ai.types import Usage

MILLION = Decimal(1_000_000)


@contextmanager
def record_call(*, tenant: Tenant, tool: str, operation: str, engine: str, model: str) -> Iterator[ModelCall]:
    """Give the body an unsaved row for its usage; save it with latency and outcome, come what may."""
    call = ModelCall(tenant=tenant, tool=tool, operation=operation, engine=engine, model=model)
    started = time.perf_counter()
    call.outcome = ModelCall.Outcome.OK
    try:
        yield call
    except Exception as error:
        call.outcome = ModelCall.Outcome.ERROR
        call.error_kind = error.kind if isinstance(error, ProviderError) else type(error).__name__[:40]
        raise
    finally:
        call.latency_ms = round((time.perf_counter() - started) * 1000)
        call.cost = cost_of(call)
        call.save()


def note_usage(call: ModelCall, usage: Usage) -> None:
    call.prompt_tokens = usage.prompt_tokens
    call.completion_tokens = usage.completion_tokens


def cost_of(call: ModelCall) -> Decimal | None:
    usage = Usage(prompt_tokens=call.prompt_tokens, completion_tokens=call.completion_tokens)
    return price_of(call.engine, call.model, usage)


def price_of(engine: str, model: str, usage: Usage) -> Decimal | None:
    """US dollars; None when the model is not in the price table."""
    if engine == "local":
        return Decimal(0)
    price = conf.price(model)
    if price is None:
        return None
    return (usage.prompt_tokens * price[0] + usage.completion_tokens * price[1]) / MILLION
