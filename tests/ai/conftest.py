from collections.abc import Iterator

import pytest

from ai import breaker
from ai.types import AnswerRequest, Source
from tests.ai import standin
from tests.ai.standin import StandIn


@pytest.fixture
def provider(settings) -> Iterator[StandIn]:
    """The configured provider is a server on loopback; failed calls are tried again at once."""
    with standin.running() as server:
        settings.AI_ENGINE = "openai"
        settings.OPENAI_API_KEY = "sk-test"
        settings.OPENAI_BASE_URL = server.url
        settings.AI_RETRY_ATTEMPTS = 3
        settings.AI_RETRY_DELAY = 0.01
        settings.AI_TIMEOUT_SECONDS = 5
        breaker.close("openai")
        yield server
        breaker.close("openai")


@pytest.fixture
def request_about_refunds() -> AnswerRequest:
    return AnswerRequest(
        question="How long do refunds take to reach my card?",
        sources=(
            Source(
                passage_id=11,
                article_id=1,
                title="Refunds",
                heading="How long refunds take",
                text="We send a refund on the day we approve it. It reaches your card within 5 working days.",
                vector=0.7,
                lexical=0.4,
            ),
            Source(
                passage_id=22,
                article_id=2,
                title="Cancel your plan",
                text="Open Billing and choose Cancel. Your plan runs to the end of the period you paid for.",
                vector=0.3,
            ),
        ),
    )
