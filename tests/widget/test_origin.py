from __future__ import annotations

import pytest

from channels_app.widget.domains import allows, clean_domain, frame_ancestors
from tests.widget.conftest import Visitor, code_of


@pytest.fixture
def picky(widget):
    widget.settings = {"allowed_domains": ["www.example.com"]}
    widget.save()
    return Visitor(widget.public_key)


def open_from(visitor, origin):
    return visitor.send("post", "sessions", {"key": visitor.key}, Origin=origin)


def test_an_allowed_site_may_open_a_session_and_read_the_answer(picky):
    response = open_from(picky, "https://www.example.com")
    assert response.status_code == 201
    assert response["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://www.example.com.evil.example",
        "https://example.com",
        "https://www.example.com:8443",
        "null",
        "file://",
    ],
)
def test_another_site_is_refused(picky, origin):
    response = open_from(picky, origin)
    assert (response.status_code, code_of(response)) == (403, "ORIGIN_REFUSED")


def test_another_site_is_refused_with_a_good_token_too(picky):
    picky.open()
    for method, path in (("get", "messages"), ("post", "messages"), ("get", "events"), ("post", "escalate")):
        response = picky.send(method, path, {"text": "Hello"}, Origin="https://evil.example")
        assert (response.status_code, code_of(response)) == (403, "ORIGIN_REFUSED")


def test_the_hub_itself_and_programs_are_always_allowed(picky):
    assert open_from(picky, "http://testserver").status_code == 201
    assert picky.open().status_code == 201


def test_without_domains_any_site_may(new_visitor):
    assert open_from(new_visitor(), "https://anywhere.example").status_code == 201


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("sessions", "POST"),
        ("sessions/current", "DELETE"),
        ("messages", "GET"),
        ("messages", "POST"),
        ("threads", "POST"),
        ("escalate", "POST"),
        ("events", "GET"),
    ],
)
def test_a_browser_may_ask_first(client, path, method):
    headers = {"Origin": "https://www.example.com", "Access-Control-Request-Method": method}
    response = client.options(f"/api/widget/{path}", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert response["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert method in response["Access-Control-Allow-Methods"]


def test_a_stream_is_only_read(visitor):
    assert visitor.send("post", "events", {}).status_code == 405


@pytest.mark.parametrize(
    ("domain", "origin", "is_allowed"),
    [
        ("example.com", "https://example.com", True),
        ("example.com", "http://example.com", True),
        ("example.com", "https://a.example.com", False),
        ("*.example.com", "https://a.example.com", True),
        ("*.example.com", "https://a.b.example.com", True),
        ("*.example.com", "https://example.com", False),
        ("*.example.com", "https://badexample.com", False),
        ("localhost:3000", "http://localhost:3000", True),
        ("localhost:3000", "http://localhost:3001", False),
        ("localhost", "http://localhost:99999", False),
    ],
)
def test_a_domain_matches_as_in_a_content_security_policy(domain, origin, is_allowed):
    assert allows([domain], origin) is is_allowed


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://WWW.Example.com/shop ", "www.example.com"),
        ("*.example.com", "*.example.com"),
        ("localhost:3000", "localhost:3000"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_pasted_address_is_kept_as_its_domain(typed, kept):
    assert clean_domain(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "a b", "exa*mple.com", "*", "example.com; script-src *", "a..b", "'self'"]
)
def test_what_is_no_domain_is_refused(typed):
    with pytest.raises(ValueError, match="not a domain"):
        clean_domain(typed)


def test_the_frame_policy_names_the_domains_only():
    assert frame_ancestors([]) == "frame-ancestors *"
    assert frame_ancestors(["a.example"]) == "frame-ancestors 'self' https://a.example http://a.example"
