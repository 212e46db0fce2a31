"""A provider that fails again and again is left alone for a while, by all processes at once.

The circuit breaker of M. Nygard, "Release It!": closed until so many failures in a row, then open for some
seconds, then one call at a time may try whether the provider is back. The state lives in Redis. The library
for it, pybreaker, holds a lock for as long as a call takes: each process would make one call at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import redis
import structlog
from django.conf import settings

from ai import conf
from ai.errors import ProviderError

# A row of failures that paused for so long begins anew; a provider nobody asks is forgotten.
FORGOTTEN_AFTER_SECONDS = 3600

logger = structlog.get_logger(__name__)


@contextmanager
def guarded(provider: str) -> Iterator[None]:
    """Run the body, one request to the provider, unless its circuit is open, and count how it went.

    What the provider did wrong for good reason (a refusal, a bad request) says nothing about its health.
    Raises ProviderError `circuit_open` instead of running the body, and whatever the body raises.
    """
    if not _may_call(provider):
        raise _left_alone(provider)
    try:
        yield
    except ProviderError as error:
        if error.retryable:
            _note_failure(provider)
        else:
            _note_success(provider)
        raise
    _note_success(provider)


def refuse_while_open(provider: str) -> None:
    """Raises ProviderError `circuit_open` where no request would get through."""
    if is_open(provider):
        raise _left_alone(provider)


def is_open(provider: str) -> bool:
    """Whether calls are refused right now. False while Redis is away."""
    try:
        return bool(_redis().exists(_key(provider, "open")))
    except redis.RedisError as error:
        logger.warning("breaker_unknown", provider=provider, error=str(error))
        return False


def leave_alone(provider: str, seconds: float) -> None:
    """Open it for so long, as when the provider itself asks for that much patience."""
    try:
        _open(provider, seconds)
    except redis.RedisError as error:
        logger.warning("breaker_unknown", provider=provider, error=str(error))


def close(provider: str) -> None:
    """Forget its failures, as when its key or address was changed."""
    _note_success(provider)
    _redis().delete(_key(provider, "open"))


def _left_alone(provider: str) -> ProviderError:
    return ProviderError("circuit_open", f"{provider} failed again and again and is left alone for now.")


def _may_call(provider: str) -> bool:
    try:
        is_open, has_tripped = _redis().mget(_key(provider, "open"), _key(provider, "tripped"))
        if is_open:
            return False
        # One at a time tries it; the key goes by itself if that process dies.
        seconds = round(conf.timeout_seconds()) + 1
        return not has_tripped or bool(_redis().set(_key(provider, "trying"), 1, nx=True, ex=seconds))
    except redis.RedisError as error:
        # Without its memory the breaker stays out of the way.
        logger.warning("breaker_unknown", provider=provider, error=str(error))
        return True


def _note_failure(provider: str) -> None:
    policy = conf.breaker_policy()
    try:
        failures = int(_redis().incr(_key(provider, "failures")))
        _redis().expire(_key(provider, "failures"), FORGOTTEN_AFTER_SECONDS)
        # Left alone at its own wish it has few failures: a failed trial is enough to open it again.
        if failures >= policy.failures or _redis().exists(_key(provider, "tripped")):
            _open(provider, policy.seconds, unless_open=True)
    except redis.RedisError as error:
        logger.warning("breaker_unknown", provider=provider, error=str(error))


def _open(provider: str, seconds: float, *, unless_open: bool = False) -> None:
    pipeline = _redis().pipeline()
    pipeline.set(_key(provider, "tripped"), 1, ex=FORGOTTEN_AFTER_SECONDS + round(seconds))
    # A call that was under way when it opened must not cut a longer rest short.
    pipeline.set(_key(provider, "open"), 1, px=max(1, round(seconds * 1000)), nx=unless_open)
    pipeline.delete(_key(provider, "trying"))
    _, has_opened, _ = pipeline.execute()
    if has_opened:
        logger.warning("breaker_opened", provider=provider, seconds=seconds)


def _note_success(provider: str) -> None:
    try:
        if _redis().delete(*(_key(provider, name) for name in ("failures", "tripped", "trying"))):
            logger.info("breaker_closed", provider=provider)
    except redis.RedisError as error:
        logger.warning("breaker_unknown", provider=provider, error=str(error))


def _key(provider: str, name: str) -> str:
    return f"ai:breaker:{provider}:{name}"


def _redis() -> redis.Redis:
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1)
