"""What a visitor did on the site, told by their browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.models import Customer, JourneyEvent
from tests.widget.conftest import Visitor, code_of
from tests.widget.test_identity import SECRET, proof_of

PRICES = {"client_id": "p-1", "kind": "page_view", "name": "Prices", "url": "https://www.example.com/prices"}
UPGRADE = {
    "client_id": "e-1",
    "kind": "event",
    "name": "plan_changed",
    "properties": {"plan": "team", "seats": 4},
}

NOT_THAT = "This is not what belongs here. See the API's documentation."
NAME_IT = "Name it with 1 to 40 letters, digits, dots, - and _."


def tell(visitor: Visitor, *events: dict[str, Any]) -> Any:
    return visitor.send("post", "journey", {"events": list(events)})


def test_pages_and_events_are_kept_with_their_moment(visitor):
    response = tell(visitor, {**PRICES, "seconds_ago": 90}, UPGRADE)

    assert (response.status_code, response.content) == (204, b"")
    event, page = JourneyEvent.objects.newest_first()
    assert (page.customer, page.channel.public_key) == (Customer.objects.get(), "launchpad-widget")
    assert (page.kind, page.name, page.url) == ("page_view", "Prices", "https://www.example.com/prices")
    assert (event.name, event.properties) == ("plan_changed", {"plan": "team", "seats": 4})
    assert timedelta(seconds=90) <= timezone.now() - page.happened_at < timedelta(seconds=120)


def test_sent_again_it_is_the_same_one(visitor):
    for _time in range(2):
        assert tell(visitor, PRICES, PRICES, UPGRADE).status_code == 204

    assert JourneyEvent.objects.count() == 2


@pytest.mark.parametrize("seconds", [-3600, 1e300])
def test_a_clock_that_was_set_moves_nothing_out_of_sight(visitor, seconds):
    assert tell(visitor, {**PRICES, "seconds_ago": seconds}).status_code == 204

    age = timezone.now() - JourneyEvent.objects.get().happened_at
    assert timedelta() <= age < timedelta(days=7, minutes=1)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "click"}, f"events.0.kind: {NOT_THAT}"),
        ({"client_id": ""}, "events.0.client_id: Use letters, digits, - and _ only."),
        ({"name": "x" * 201}, "events.0.name: Send 200 characters at most."),
        ({"kind": "event", "name": "\u200b"}, "events.0.name: This is empty. Send text."),
        ({"url": "x" * 501}, "events.0.url: Send 500 characters at most."),
        ({"properties": {"a": {}}}, "events.0.properties.a: Send text, a number, true, false or null."),
        ({"properties": {"a b": 1}}, f"events.0.properties.a b: {NAME_IT}"),
        ({"properties": {str(n): n for n in range(21)}}, "events.0.properties: Send 20 entries at most."),
        ({"seconds_ago": "NaN"}, f"events.0.seconds_ago: {NOT_THAT}"),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_in_words_and_nothing_is_kept(visitor, wrong, sentence):
    response = tell(visitor, PRICES | wrong, UPGRADE)

    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")
    assert response.json()["error"]["message"] == sentence
    assert not JourneyEvent.objects.exists()


def test_too_many_at_once_are_refused(visitor):
    many = [{**PRICES, "client_id": f"p-{number}"} for number in range(21)]

    assert code_of(tell(visitor, *many)) == "INPUT_INVALID"
    assert code_of(tell(visitor, {**PRICES, "name": "x" * 17_000})) == "BODY_TOO_LARGE"
    assert not JourneyEvent.objects.exists()


def test_a_browser_that_tells_too_often_is_told_to_wait(visitor, settings):
    settings.WIDGET_LIMITS = {"journey": (1, 100)}

    assert tell(visitor, PRICES).status_code == 204
    assert code_of(tell(visitor, UPGRADE)) == "RATE_LIMITED"


def test_text_that_can_not_be_stored_is_cleaned(visitor):
    odd = {**UPGRADE, "name": "a\x00b\ud83d", "properties": {"note": "c\x00d"}}

    assert tell(visitor, odd).status_code == 204

    kept = JourneyEvent.objects.get()
    assert (kept.name, kept.properties) == ("ab", {"note": "cd"})


def test_without_a_session_there_is_nothing_to_tell(new_visitor, harbor_widget):
    visitor = new_visitor()

    assert code_of(tell(visitor, PRICES)) == "SESSION_INVALID"
    assert not Customer.objects.exists()


def test_a_widget_that_keeps_no_journeys_keeps_none_and_tells_its_launcher(visitor, client, widget):
    looks = f"/widget/launcher/{widget.public_key}/"
    assert client.get(looks).json()["journey"] is True
    widget.settings = {"keeps_journey": False}
    widget.save()

    assert tell(visitor, PRICES).status_code == 204

    assert client.get(looks).json()["journey"] is False
    assert not JourneyEvent.objects.exists()


def test_who_signs_in_takes_along_what_they_did_as_a_visitor(visitor, widget):
    widget.settings = {"identity_secret": SECRET}
    widget.save()
    tell(visitor, PRICES)

    visitor.open(identity=proof_of("user-7"))
    tell(visitor, PRICES, UPGRADE)

    known = Customer.objects.get(external_id="user-7")
    assert JourneyEvent.objects.count() == 2, "also what is sent again after signing in is there once"
    assert {event.customer for event in JourneyEvent.objects.all()} == {known}


def test_each_visitor_has_a_journey_of_their_own(visitor, new_visitor):
    tell(visitor, PRICES)
    other = new_visitor()
    other.open()
    tell(other, UPGRADE)

    owners = JourneyEvent.objects.values_list("customer__widget_sessions", "name")
    assert dict(owners) == {
        visitor.opened["session_id"]: "Prices",
        other.opened["session_id"]: "plan_changed",
    }


def test_another_site_tells_nothing(visitor, widget):
    widget.settings = {"allowed_domains": ["www.example.com"]}
    widget.save()

    refused = visitor.send("post", "journey", {"events": [PRICES]}, Origin="https://evil.example")

    assert code_of(refused) == "ORIGIN_REFUSED"
    assert not JourneyEvent.objects.exists()


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("https://eu.posthog.com/replay/0195?t=12", "https://eu.posthog.com/replay/0195?t=12"),
        ("http://eu.posthog.com/replay/0195", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://eu.posthog.com@evil.example/", ""),
        ("https://[", ""),
        (12, ""),
    ],
)
def test_a_recording_is_a_link_by_https_only(new_visitor, said, url):
    new_visitor().open(traits={"session_recording_url": said})

    customer = Customer.objects.get()
    assert customer.recording_url == url
    assert customer.claims == ([] if url else [("session_recording_url", str(said))])
