"""Asking a server of somebody else's: a real one on loopback, which is let through by its one address."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator

import pytest

from conversations.outside import Limits, OutsideRefused, ask
from tests.conversations.outside.server import Handler, Website, serving


@pytest.fixture
def website(settings) -> Iterator[Website]:
    with serving() as website:
        settings.OUTSIDE_PORTS = [80, 443, website.port]
        settings.OUTSIDE_ALLOWED_NETWORKS = ["127.0.0.1/32"]
        yield website


@pytest.fixture
def named(monkeypatch):
    """`named(host, *answers)`: a look-up of the host gets the next answer, or the last one again."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def name(host: str, *answers: list[str]) -> list[str]:
        left = list(answers)

        def look_up(wanted, port, *args, **kwargs):
            if wanted != host:
                return real(wanted, port, *args, **kwargs)
            asked.append(wanted)
            found = left.pop(0) if len(left) > 1 else left[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return name


def refusal_of(url: str, **asking) -> str:
    with pytest.raises(OutsideRefused) as caught:
        ask(url, **asking)
    return str(caught.value)


def test_a_page_comes_with_its_type_and_the_address_it_was_found_at(website) -> None:
    website.redirect("/old", "/new?a=b c")
    website.page("/new?a=b%20c", "Grüße", "text/html; charset=ISO-8859-1")

    answer = ask(website.url("/old"))

    assert (answer.status, answer.content_type, answer.charset) == (200, "text/html", "iso-8859-1")
    assert answer.url.endswith("/new?a=b%20c")
    assert answer.body == "Grüße".encode()


def test_a_packed_answer_is_unpacked(website) -> None:
    packed = gzip.compress(b"Hello" * 100)
    website.pages["/"] = lambda handler: handler.send(200, packed, {"Content-Encoding": "gzip"})

    assert ask(website.url()).body == b"Hello" * 100


def test_what_is_sent_arrives_and_is_redirected_nowhere(website) -> None:
    website.redirect("/hook", "/elsewhere")

    answer = ask(website.url("/hook"), method="POST", body=b"{}", headers={"X-Signature": "abc"})

    assert answer.status == 302
    assert [path for path, _host in website.asked] == ["/hook"]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.com/", "begin with http"),
        ("file:///etc/passwd", "begin with http"),
        ("javascript:alert(1)", "begin with http"),
        ("example.com", "begin with http"),
        ("http://", "names no host"),
        ("http://user:secret@example.com/", "user name or a password"),
        ("http://example.com:22/", "ports"),
        ("http://example.com:99999/", "ports"),
        ("http://exa mple.com/", "spaces"),
        ("http://example.com/\r\nX-Evil: 1", "spaces"),
        ("http://example.com\\@127.0.0.1/", "spaces"),
        ("http://[::1", "not an address"),
        ("http://" + "a" * 70 + ".com/", "not the name of a host"),
        ("http://nobody.invalid/", "No host is called"),
        ("http://example.com/" + "a" * 2000, "too long"),
    ],
)
def test_an_address_that_is_none_is_refused(url, why) -> None:
    assert why in refusal_of(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "localhost", "0.0.0.0", "10.0.0.1", "172.16.5.4",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "198.18.0.1", "192.0.2.1", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]",
        "[2001:db8::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::]", "[2001:0:a00:1::]",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_however_it_is_written(host) -> None:
    assert "private or reserved network" in refusal_of(f"http://{host}/")


def test_a_host_with_one_address_inside_is_refused(website, named) -> None:
    named("mixed.example.com", ["127.0.0.1", "10.0.0.7"])

    assert "private or reserved" in refusal_of(website.url(host="mixed.example.com"))
    assert not website.asked


def test_a_name_that_changes_its_mind_is_looked_up_once_and_asked_where_it_was_checked(
    website, named
) -> None:
    website.page("/", "Hello")
    looked_up = named("rebinding.example.com", ["127.0.0.1"], ["10.0.0.7"])

    answer = ask(website.url(host="rebinding.example.com"))

    assert answer.body == b"Hello"
    assert looked_up == ["rebinding.example.com"]
    assert website.asked == [("/", f"rebinding.example.com:{website.port}")]


@pytest.mark.parametrize(
    "to", ["http://10.0.0.7/", "http://[::ffff:169.254.169.254]/latest/", "file:///etc/passwd"]
)
def test_a_redirect_is_checked_like_the_first_address(website, to) -> None:
    website.redirect("/", to)

    assert refusal_of(website.url())


def test_a_redirect_is_looked_up_anew(website, named) -> None:
    website.redirect("/", f"http://rebinding.example.com:{website.port}/secret")
    named("rebinding.example.com", ["127.0.0.1"], ["10.0.0.7"])
    website.redirect("/secret", f"http://rebinding.example.com:{website.port}/more")

    assert "private or reserved" in refusal_of(website.url())
    assert [path for path, _host in website.asked] == ["/", "/secret"]


def test_redirects_end(website) -> None:
    website.redirect("/", "/")

    assert "redirects more than 3 times" in refusal_of(website.url(), limits=Limits(redirects=3))
    assert len(website.asked) == 4


def test_a_type_that_is_not_accepted_is_refused(website) -> None:
    url = website.page("/", b"%PDF", "application/pdf")

    assert "application/pdf" in refusal_of(url, accepts=["text/html"])


def test_an_answer_is_read_no_further_than_the_limit(website) -> None:
    url = website.page("/", b"a" * 5000)

    assert "larger than 0.001 MB" in refusal_of(url, limits=Limits(size=1000))
    assert ask(url, limits=Limits(size=5000)).body == b"a" * 5000


def test_an_answer_is_unpacked_no_further_than_the_limit(website) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    website.pages["/"] = lambda handler: handler.send(200, bomb, {"Content-Encoding": "gzip"})

    assert "larger than" in refusal_of(website.url(), limits=Limits(size=1_000_000))


def test_a_packing_that_was_not_asked_for_is_refused(website) -> None:
    website.pages["/"] = lambda handler: handler.send(200, b"xx", {"Content-Encoding": "br"})
    website.pages["/broken"] = lambda handler: handler.send(200, b"no gzip", {"Content-Encoding": "gzip"})

    assert "packed" in refusal_of(website.url())
    assert "packed" in refusal_of(website.url("/broken"))


def test_an_answer_that_breaks_off_is_refused(website) -> None:
    def broken(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")

    website.pages["/"] = broken

    assert "broke off" in refusal_of(website.url())


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(website) -> None:
    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not handler.website.released.wait(0.05):
            handler.wfile.write(b"X-Slow: 1\r\n")

    website.pages["/"] = drip
    began = time.monotonic()

    assert "took longer" in refusal_of(website.url(), limits=Limits(seconds=0.5))
    assert time.monotonic() - began < 5


def test_who_does_not_answer_properly_is_refused(website) -> None:
    website.pages["/"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        free = closed.getsockname()[1]

    assert "no proper answer" in refusal_of(website.url())
    assert "ports" in refusal_of(f"http://127.0.0.1:{free}/")


def test_a_port_nobody_listens_on_can_not_be_reached(settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        free = closed.getsockname()[1]
    settings.OUTSIDE_PORTS = [free]
    settings.OUTSIDE_ALLOWED_NETWORKS = ["127.0.0.1/32"]

    assert "can not be reached" in refusal_of(f"http://127.0.0.1:{free}/")


def test_a_server_without_a_certificate_is_not_asked_by_https(website) -> None:
    website.page("/", "Hello")

    assert "no proper answer" in refusal_of(website.url().replace("http:", "https:"))
