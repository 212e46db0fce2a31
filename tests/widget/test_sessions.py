from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from channels_app.models import WidgetSession
from conversations.models import Channel, Customer
from tests.widget.conftest import Visitor, code_of


def test_a_visitor_gets_a_token_and_what_the_messenger_needs(visitor):
    assert len(visitor.token) >= 40
    assert visitor.opened["config"]["name"] == "Launchpad"
    assert visitor.opened["office"] == {"is_open": True, "reply_time": ""}
    assert visitor.opened["customer"] == {"name": "", "email": "", "is_verified": False}


def test_the_token_is_not_stored(visitor):
    row = WidgetSession.objects.values().get(pk=visitor.opened["session_id"])
    assert visitor.token not in str(row)


def test_a_token_resumes_its_own_session(visitor):
    first = visitor.opened
    response = visitor.open()
    assert response.status_code == 200
    assert response.json()["session_id"] == first["session_id"]
    assert response.json()["token"] == first["token"]
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("key", ["no-such-key", "", "launchpad\x00widget"])
def test_an_unknown_key_opens_nothing(widget, key):
    response = Visitor(key).open()
    assert (response.status_code, code_of(response)) == (404, "KEY_UNKNOWN")


def test_a_channel_of_another_kind_is_no_widget(widget):
    Channel.objects.filter(pk=widget.pk).update(kind=Channel.Kind.EMAIL)
    assert Visitor(widget.public_key).open().status_code == 404


def test_a_widget_that_is_switched_off_refuses_new_and_open_sessions(visitor, widget):
    Channel.objects.filter(pk=widget.pk).update(is_enabled=False)
    assert code_of(Visitor(widget.public_key).open()) == "KEY_UNKNOWN"
    assert code_of(visitor.read()) == "SESSION_INVALID"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "messages"),
        ("post", "messages"),
        ("post", "escalate"),
        ("post", "threads"),
        ("delete", "sessions/current"),
        ("get", "events"),
    ],
)
@pytest.mark.parametrize("token", ["", "made-up", "Basic"])
def test_every_endpoint_refuses_a_token_it_did_not_give(widget, method, path, token):
    response = Visitor(widget.public_key, token=token).send(method, path, {"text": "hello"})
    assert (response.status_code, code_of(response)) == (401, "SESSION_INVALID")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_closed_session_is_refused_everywhere(visitor):
    assert visitor.send("delete", "sessions/current").status_code == 204
    for response in (visitor.read(), visitor.write(), visitor.send("post", "escalate"), visitor.open()):
        assert (response.status_code, code_of(response)) == (401, "SESSION_INVALID")


def test_a_session_nobody_used_for_months_is_refused(visitor):
    long_ago = timezone.now() - timedelta(days=91)
    WidgetSession.objects.update(latest_seen_at=long_ago)
    assert code_of(visitor.read()) == "SESSION_INVALID"


def test_a_token_of_another_tenants_widget_does_not_resume_here(visitor, harbor_widget):
    stranger = Visitor(harbor_widget.public_key, token=visitor.token)
    response = stranger.open()
    assert (response.status_code, code_of(response)) == (401, "SESSION_INVALID")


def test_traits_are_kept_as_claimed_and_grant_nothing(new_visitor):
    claims = {"name": "Mia", "email": "mia@example.com", "plan": "ENTERPRISE", "segment": "vip", "seats": 5}
    new_visitor().open(traits=claims)
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.is_verified) == ("Mia", "mia@example.com", False)
    assert (customer.plan, customer.segment, customer.country) == ("", "", "")
    assert customer.traits == {"claimed": claims}


def test_what_no_text_has_is_left_out_of_traits(new_visitor):
    response = new_visitor().open(traits={"name": "Mi\x00a", "company": "L\udc00ind", "seats": 5})
    assert response.status_code == 201
    assert Customer.objects.get().traits == {"claimed": {"name": "Mia", "company": "Lind", "seats": 5}}


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "Infinity"])
def test_a_trait_that_is_no_finite_number_is_refused(widget, number):
    body = f'{{"key": "{widget.public_key}", "traits": {{"seats": {number}}}}}'
    response = Visitor(widget.public_key).send("post", "sessions", body)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")
    assert not WidgetSession.objects.exists()


@pytest.mark.parametrize(
    "traits",
    [
        {"name": "x" * 201},
        {"": "x"},
        {"\ud800": "x"},
        {"a": {"deep": 1}},
        {f"t{n}": n for n in range(21)},
        ["list"],
        "text",
    ],
)
def test_traits_that_are_not_small_and_flat_are_refused(new_visitor, traits):
    response = new_visitor().open(traits=traits)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")
    assert not WidgetSession.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", '"text"', "null", "{}"])
def test_a_body_that_is_not_the_expected_object_is_refused(widget, body):
    response = Visitor(widget.public_key).send("post", "sessions", body)
    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"key": None}, "key: Send text."),
        ({"identity": 5}, "identity: Send a JSON object."),
        ({"identity": {"user_id": "7"}}, "identity.signature: This field is missing. Send it."),
        ({"identity": {"user_id": " ", "signature": "x"}}, "identity.user_id: This is empty. Send text."),
        ({"traits": "text"}, "traits: Send a JSON object."),
        ({"traits": {f"t{n}": n for n in range(21)}}, "traits: Send 20 entries at most."),
        ({"traits": {"name": "x" * 201}}, "traits.name: Send 200 characters at most."),
        ({"traits": {"a": {"deep": 1}}}, "traits.a: Send text, a number, true, false or null."),
        ({"traits": {"a b": 1}}, "traits.a b: Name it with 1 to 40 letters, digits, dots, - and _."),
    ],
)
def test_a_request_of_another_shape_is_told_what_to_send(new_visitor, fields, said):
    response = new_visitor().open(**fields)
    assert response.json()["error"]["message"] == said


def test_a_wrong_method_is_refused_in_the_same_words(visitor):
    response = visitor.send("get", "sessions")
    assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")


def test_office_hours_are_told_in_the_tenants_zone(new_visitor, widget):
    now = timezone.now().astimezone(widget.tenant.zone)
    other_day = (now.weekday() + 3) % 7
    widget.settings = {"office_hours": [{"days": [other_day]}], "reply_time": "within a day"}
    widget.save()
    visitor = new_visitor()
    visitor.open()
    assert visitor.opened["office"] == {"is_open": False, "reply_time": "within a day"}
