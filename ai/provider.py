"""How this app calls OpenAI or a compatible server: one client, our own retries, errors by kind."""

import logging
import random
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TypeVar

import httpx2
import openai
from pydantic import ValidationError

from ai import breaker, conf, deadline
from ai.errors import ProviderError

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

# A customer waits: our own delays are cut to this, and a server that asks for more patience is taken as down,
# for as long as it says or for some minutes.
LONGEST_WAIT_SECONDS = 20.0
LONGEST_REST_SECONDS = 300.0
PROVIDER = "openai"
JITTER = 0.25
RETRYABLE_STATUS = {408, 409, 429}
# The SDK checks no body against what the API promises: what is raised differs by what is wrong with it.
NOT_AS_PROMISED = (
    ValidationError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    RecursionError,
)


def client() -> openai.OpenAI:
    return _client(conf.openai_api_key(), conf.openai_base_url(), conf.timeout_seconds())


@lru_cache(maxsize=4)
def _client(api_key: str, base_url: str, timeout: float) -> openai.OpenAI:
    # The SDK's own retries can't be set by our settings, and it logs what it waits for only as debug.
    http_client = openai.DefaultHttpxClient()
    deadline.keep_deadlines(http_client)
    return openai.OpenAI(
        api_key=api_key or "none",
        base_url=base_url,
        timeout=timeout,
        max_retries=0,
        http_client=http_client,
    )


def with_retries(call: Callable[[], Result], *, may_repeat: Callable[[], bool] = lambda: True) -> Result:
    """The call's result, tried again on rate limits, timeouts, lost connections and server errors.

    Each attempt has the timeout for all of its reply. It counts for the circuit, and none is made once that
    is open.
    `may_repeat` is asked before each further attempt. Raises ProviderError and nothing else for what a
    provider can do wrong.
    """
    policy = conf.retry_policy()
    attempt = 1
    while True:
        try:
            with breaker.guarded(PROVIDER), deadline.within(conf.timeout_seconds()):
                return _translate_errors(call)
        except ProviderError as error:
            wait = error.retry_after
            if wait is None:
                wait = min(policy.delay * policy.backoff ** (attempt - 1), LONGEST_WAIT_SECONDS)
            if error.retryable and wait > LONGEST_WAIT_SECONDS:
                breaker.leave_alone(PROVIDER, min(wait, LONGEST_REST_SECONDS))
            is_last = not error.retryable or attempt >= policy.attempts or wait > LONGEST_WAIT_SECONDS
            if is_last or breaker.is_open(PROVIDER) or not may_repeat():
                raise
            logger.warning("ai provider: %s, attempt %d of %d", error.kind, attempt, policy.attempts)
            # Jitter only adds to the wait: sooner than Retry-After would be refused again.
            time.sleep(wait * (1 + JITTER * random.random()))  # noqa: S311
            attempt += 1


def _translate_errors(call: Callable[[], Result]) -> Result:
    try:
        return call()
    except (openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise ProviderError("timeout", str(error), retryable=True) from error
    except (openai.APIConnectionError, httpx2.HTTPError) as error:
        raise ProviderError("connection", str(error), retryable=True) from error
    except openai.APIStatusError as error:
        raise _status_error(error) from error
    except openai.LengthFinishReasonError as error:
        raise ProviderError("truncated", str(error)) from error
    except openai.ContentFilterFinishReasonError as error:
        raise ProviderError("content_filter", str(error)) from error
    except (openai.OpenAIError, *NOT_AS_PROMISED) as error:
        raise ProviderError("invalid_response", f"{type(error).__name__}: {error}"[:500]) from error


def _status_error(error: openai.APIStatusError) -> ProviderError:
    status = error.status_code
    if status == 429 and error.code == "insufficient_quota":
        return ProviderError("quota", str(error))
    if status == 429:
        kind = "rate_limited"
    elif status in (401, 403):
        kind = "unauthorised"
    else:
        kind = "server_error" if status >= 500 else "bad_request"
    return ProviderError(
        kind,
        str(error)[:500],
        retry_after=_retry_after(error.response.headers.get("retry-after")),
        retryable=status >= 500 or status in RETRYABLE_STATUS,
    )


def _retry_after(header: str | None) -> float | None:
    """Seconds to wait; the header gives seconds or a date (RFC 9110, 10.2.3)."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except ValueError:
        return None
