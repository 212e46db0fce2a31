"""A member of the demo in a browser: signed in, with cookies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.bench.http import HOST, Reply, Request

BOB = "bob@launchpad.example"
PASSWORD = "demo"
FORM = "application/x-www-form-urlencoded"
_LOGIN = "/accounts/login/"


class Browser:
    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    @property
    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Cookie": cookies, "X-CSRFToken": self._cookies.get("csrftoken", "")}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Request:
        return Request("GET", path, {**self.headers, **(headers or {})})

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Request:
        sent = {**self.headers, "Content-Type": FORM, **(headers or {})}
        return Request("POST", path, sent, urlencode(fields).encode())

    def send(self, request: Request) -> Reply:
        """One request on a connection of its own; its cookies are kept."""
        connection = HTTPConnection(HOST, self._port, timeout=30)
        try:
            connection.request(request.method, request.path, request.body, dict(request.headers))
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            self._keep_cookies(answer.headers.get_all("set-cookie", []))
            return Reply(answer.status, headers, answer.read())
        finally:
            connection.close()

    def sign_in(self, email: str) -> Browser:
        self.send(self.get(_LOGIN)).expect(200)
        self.send(self.post(_LOGIN, {"login": email, "password": PASSWORD})).expect(302)
        return self

    def _keep_cookies(self, given: Iterable[str]) -> None:
        for cookie in given:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
