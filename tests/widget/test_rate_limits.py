from __future__ import annotations

import pytest
from django.test import RequestFactory

from accounts.throttle import network_of
from tests.widget.conftest import Visitor, code_of


@pytest.fixture
def limits(settings):
    def set_limits(**given: tuple[int, int]) -> None:
        settings.WIDGET_LIMITS = given

    return set_limits


def assert_limited(response):
    assert (response.status_code, code_of(response)) == (429, "RATE_LIMITED")
    assert 1 <= int(response["Retry-After"]) <= 60


def test_a_session_that_writes_too_fast_is_told_when_to_go_on(visitor, limits):
    limits(messages=(2, 100))
    assert [visitor.write(text).status_code for text in ("one", "two")] == [201, 201]
    assert_limited(visitor.write("three"))


def test_another_session_is_not_held_back_by_it(visitor, new_visitor, limits):
    limits(messages=(1, 100))
    visitor.write("one")
    assert_limited(visitor.write("two"))
    other = new_visitor()
    other.open()
    assert other.write("one").status_code == 201


def test_an_address_can_not_open_sessions_without_end(widget, limits):
    limits(sessions=(100, 3))
    statuses = [Visitor(widget.public_key).open().status_code for _time in range(3)]
    assert statuses == [201, 201, 201]
    assert_limited(Visitor(widget.public_key).open())


def test_guessing_tokens_is_limited_by_address(widget, limits):
    limits(reads=(100, 2))
    statuses = [Visitor(widget.public_key, token=f"guess-{n}").read().status_code for n in range(3)]
    assert statuses == [401, 401, 429]


def test_opening_streams_is_limited(visitor, limits):
    limits(streams=(100, 1))
    visitor.token = "no longer good"
    assert visitor.send("get", "events").status_code == 401
    assert_limited(visitor.send("get", "events"))


def test_a_header_that_anyone_can_send_does_not_change_the_address():
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "8.8.8.8"}, REMOTE_ADDR="203.0.113.9")
    assert network_of(request) == "203.0.113.9"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_an_ipv6_subscriber_counts_as_one(address, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_messages_are_taken_while_the_counter_is_away(visitor, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    assert visitor.write("Hello").status_code == 201
