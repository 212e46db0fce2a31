"""A member of the demo in a browser: signed in, with cookies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.bench.http import Reply, Request
from tests.bench.load import ask

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
        reply = ask(self._port, request)
        return self._keep_cookies(reply)

    def sign_in(self, email: str) -> Browser:
        self.send(self.get(_LOGIN)).expect(200)
        self.send(self.post(_LOGIN, {"login": email, "password": PASSWORD})).expect(302)
        return self

    def _keep_cookies(self, reply: Reply) -> Reply:
        for name, value in re.findall(r"([\w-]+)=([^;]*)", reply.headers.get("set-cookie", "")):
            if name in ("sessionid", "csrftoken"):
                self._cookies[name] = value
        return reply
