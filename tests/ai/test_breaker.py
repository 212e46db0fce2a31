import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from ai import breaker, engine
from ai.errors import ProviderError
from ai.models import AISettings, ModelCall
from tests.ai.standin import Handler, draft, failing, streamed

pytestmark = pytest.mark.django_db

GOOD = streamed(draft(("Refunds are sent on the day we approve them.", [11])))


@pytest.fixture
def impatient(provider, settings):
    """Two failures open the circuit, for a fifth of a second; a failed call is not tried again."""
    settings.AI_BREAKER_FAILURES, settings.AI_BREAKER_SECONDS = 2, 0.2
    settings.AI_RETRY_ATTEMPTS = 1
    return provider


def ask(tenant, request) -> str:
    answer = engine.answer(tenant, request)
    return answer.fallback_reason or answer.engine


def seconds_left() -> float:
    return breaker._redis().pttl(breaker._key("openai", "open")) / 1000


def wait_until_closing() -> None:
    end = time.monotonic() + 5
    while breaker.is_open("openai"):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_provider_that_is_down_is_left_alone_and_the_local_engine_answers(
    impatient, launchpad, request_about_refunds
) -> None:
    impatient.replies = [failing(500)]

    reasons = [ask(launchpad, request_about_refunds) for _time in range(5)]

    assert reasons == ["server_error", "server_error", "circuit_open", "circuit_open", "circuit_open"]
    assert len(impatient.requests) == 2


def test_it_recovers_by_itself(impatient, launchpad, request_about_refunds) -> None:
    impatient.replies = [failing(500), failing(500), GOOD]
    for _time in range(2):
        ask(launchpad, request_about_refunds)
    wait_until_closing()

    assert [ask(launchpad, request_about_refunds) for _time in range(2)] == ["openai", "openai"]


def test_one_call_tries_and_a_failure_opens_it_again_at_once(
    impatient, launchpad, request_about_refunds
) -> None:
    impatient.replies = [failing(500)]
    for _time in range(2):
        ask(launchpad, request_about_refunds)
    wait_until_closing()

    assert ask(launchpad, request_about_refunds) == "server_error"
    assert ask(launchpad, request_about_refunds) == "circuit_open"


def test_each_attempt_counts_and_none_is_made_once_it_is_open(
    impatient, launchpad, request_about_refunds, settings
) -> None:
    settings.AI_RETRY_ATTEMPTS = 5
    impatient.replies = [failing(500)]

    assert ask(launchpad, request_about_refunds) == "server_error"
    assert len(impatient.requests) == 2
    wait_until_closing()
    assert ask(launchpad, request_about_refunds) == "server_error"
    assert len(impatient.requests) == 3


def test_while_one_call_tries_the_others_do_not(impatient) -> None:
    for _time in range(2):
        with pytest.raises(ProviderError), breaker.guarded("openai"):
            raise ProviderError("timeout", "", retryable=True)
    wait_until_closing()
    inside, done = threading.Event(), threading.Event()

    def try_it() -> None:
        with breaker.guarded("openai"):
            inside.set()
            done.wait(5)

    trying = threading.Thread(target=try_it)
    trying.start()
    assert inside.wait(5)
    with pytest.raises(ProviderError, match="left alone"), breaker.guarded("openai"):
        pytest.fail("A second call went through.")
    done.set()
    trying.join()
    with breaker.guarded("openai"):
        assert not breaker.is_open("openai")


def test_a_failed_trial_opens_it_again_however_few_failures_came_before(
    impatient, launchpad, request_about_refunds, settings
) -> None:
    settings.AI_BREAKER_FAILURES, settings.AI_BREAKER_SECONDS = 5, 60
    impatient.replies = [failing(500)]
    breaker.leave_alone("openai", 0.2)
    wait_until_closing()

    assert ask(launchpad, request_about_refunds) == "server_error"
    assert seconds_left() > 50


def test_a_failed_trial_that_asks_for_more_patience_gets_it(
    impatient, launchpad, request_about_refunds
) -> None:
    impatient.replies = [failing(429, retry_after="60")]
    breaker.leave_alone("openai", 0.2)
    wait_until_closing()

    assert ask(launchpad, request_about_refunds) == "rate_limited"
    assert seconds_left() > 50


def test_a_call_that_was_under_way_cuts_no_rest_short(
    impatient, launchpad, request_about_refunds, settings
) -> None:
    settings.AI_BREAKER_FAILURES = 1

    def fail_after_another_call(handler: Handler) -> None:
        breaker.leave_alone("openai", 60)
        failing(500)(handler)

    impatient.replies = [fail_after_another_call]
    assert ask(launchpad, request_about_refunds) == "server_error"
    assert seconds_left() > 50


def test_a_bad_request_says_nothing_of_the_providers_health(
    impatient, launchpad, request_about_refunds
) -> None:
    impatient.replies = [failing(400)]

    assert {ask(launchpad, request_about_refunds) for _time in range(4)} == {"bad_request"}


def test_without_redis_the_breaker_stays_out_of_the_way(
    impatient, launchpad, request_about_refunds, settings
) -> None:
    impatient.replies = [GOOD]
    working = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert ask(launchpad, request_about_refunds) == "openai"
    settings.REDIS_URL = working


def test_when_the_months_budget_is_spent_nothing_leaves(
    provider, launchpad, harbor, request_about_refunds, settings
) -> None:
    provider.replies = [GOOD]
    # A call of 1,000 tokens costs a dollar, so the first one spends it.
    settings.AI_PRICES = {"gpt-4o-mini": ("1000", "0")}
    AISettings.objects.create(tenant=launchpad, monthly_budget="0.50")

    assert [ask(launchpad, request_about_refunds) for _time in range(3)] == [
        "openai",
        "budget_spent",
        "budget_spent",
    ]
    assert ask(harbor, request_about_refunds) == "openai"
    assert len(provider.requests) == 2
    assert ModelCall.objects.for_tenant(launchpad).filter(engine="local").count() == 2


def test_last_months_calls_do_not_count(provider, launchpad, request_about_refunds) -> None:
    provider.replies = [GOOD]
    AISettings.objects.create(tenant=launchpad, monthly_budget="0.01")
    spent = ModelCall.objects.create(
        tenant=launchpad, tool="agent", operation="answer", engine="openai", model="m", cost=5,
        latency_ms=1, outcome="ok",
    )  # fmt: skip
    ModelCall.objects.filter(pk=spent.pk).update(created_at=timezone.now() - timedelta(days=32))

    assert ask(launchpad, request_about_refunds) == "openai"
