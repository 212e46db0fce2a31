"""The settings of this app, each with its default."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast, get_args

from django.conf import settings

EngineName = Literal["local", "openai"]
Task = Literal["answer", "triage", "analysis", "summary", "assistant"]
TASKS: tuple[Task, ...] = get_args(Task)

DEFAULT_MODEL = "gpt-4o-mini"
DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small"
# Dollars for a million tokens: prompt, completion. `AI_PRICES` adds to these or replaces them.
DEFAULT_PRICES = {
    "gpt-4o-mini": ("0.15", "0.60"),
    "gpt-4o": ("2.50", "10.00"),
    "gpt-4.1-mini": ("0.40", "1.60"),
    "gpt-4.1-nano": ("0.10", "0.40"),
    "text-embedding-3-small": ("0.02", "0"),
}


@dataclass(frozen=True)
class RetryPolicy:
    """`attempts` in all; before each further one wait `delay` seconds, then `backoff` times as long.

    No wait is longer than a customer has patience for (`LONGEST_WAIT_SECONDS` of `ai.provider`).
    """

    attempts: int
    delay: float
    backoff: float


@dataclass(frozen=True)
class BreakerPolicy:
    """After `failures` in a row a provider is left alone for `seconds`."""

    failures: int
    seconds: float


def engine_name() -> EngineName:
    """`AI_ENGINE`, or when that is empty: openai if there is a key, local if not."""
    chosen = getattr(settings, "AI_ENGINE", "") or ("openai" if openai_api_key() else "local")
    return cast(EngineName, chosen)


def embedding_provider() -> EngineName:
    return cast(EngineName, getattr(settings, "EMBEDDING_PROVIDER", "") or "local")


def openai_api_key() -> str:
    return str(getattr(settings, "OPENAI_API_KEY", ""))


def openai_base_url() -> str:
    return getattr(settings, "OPENAI_BASE_URL", "") or "https://api.openai.com/v1"


def model_for(task: Task) -> str:
    return models().get(task) or DEFAULT_MODEL


def models() -> dict[str, str]:
    """`AI_MODELS`: task → model, for the tasks that do not use the default one."""
    return dict(getattr(settings, "AI_MODELS", {}))


def embedding_model() -> str:
    return getattr(settings, "AI_EMBEDDING_MODEL", "") or DEFAULT_EMBEDDING_MODEL


def timeout_seconds() -> float:
    return float(getattr(settings, "AI_TIMEOUT_SECONDS", 60))


def retry_policy() -> RetryPolicy:
    return RetryPolicy(
        attempts=max(1, int(getattr(settings, "AI_RETRY_ATTEMPTS", 3))),
        delay=float(getattr(settings, "AI_RETRY_DELAY", 1.0)),
        backoff=float(getattr(settings, "AI_RETRY_BACKOFF", 2.0)),
    )


def breaker_policy() -> BreakerPolicy:
    return BreakerPolicy(
        failures=max(1, int(getattr(settings, "AI_BREAKER_FAILURES", 5))),
        seconds=float(getattr(settings, "AI_BREAKER_SECONDS", 30)),
    )


def phone_region() -> str:
    """`AI_PHONE_REGION`: the country (ISO 3166-1) whose national phone numbers are recognised in texts."""
    return str(getattr(settings, "AI_PHONE_REGION", "US"))


def price(model: str) -> tuple[Decimal, Decimal] | None:
    """Dollars for a million prompt tokens and a million completion tokens, or None when not known."""
    prices = DEFAULT_PRICES | getattr(settings, "AI_PRICES", {})
    if model not in prices:
        return None
    prompt, completion = prices[model]
    return Decimal(str(prompt)), Decimal(str(completion))


def unpriced_models() -> list[str]:
    """Models that are asked without a known price, so that no budget counts them."""
    asked = [model_for(task) for task in TASKS] if engine_name() == "openai" else []
    if embedding_provider() == "openai":
        asked.append(embedding_model())
    return sorted({model for model in asked if price(model) is None})
