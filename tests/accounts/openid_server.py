"""A small OpenID Connect server on loopback, which checks what it is sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

CLIENT = "hub"
SECRET = "a secret that only the hub and its provider know"
CODE = "one-time-code"
ACCESS = "access-token"


class OpenIdServer(ThreadingHTTPServer):
    """`person` holds the claims about whoever signs in next; `refused` what was asked wrongly."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.person: dict[str, Any] = {}
        self.refused: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def tokens(self) -> dict[str, Any]:
        claims = {"iss": self.url, "aud": CLIENT, "exp": int(time.time()) + 60} | self.person
        return {
            "access_token": ACCESS,
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, SECRET, algorithm="HS256"),
        }


class _Handler(BaseHTTPRequestHandler):
    server: OpenIdServer

    def do_GET(self) -> None:
        if self.path == "/.well-known/openid-configuration":
            self._answer(self.server.configuration())
        elif self.path == "/userinfo" and self.headers["Authorization"] == f"Bearer {ACCESS}":
            self._answer(self.server.person)
        else:
            self._refuse()

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        wanted = {
            "grant_type": "authorization_code",
            "code": CODE,
            "client_id": CLIENT,
            "client_secret": SECRET,
        }
        if self.path == "/token" and all(sent.get(name) == [value] for name, value in wanted.items()):
            self._answer(self.server.tokens())
        else:
            self._refuse()

    def _answer(self, body: dict[str, Any], status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _refuse(self) -> None:
        self.server.refused.append(f"{self.command} {self.path}")
        self._answer({"error": "invalid_request"}, 400)

    def log_message(self, *args: Any) -> None:
        """Nothing: the test says what matters."""


@contextmanager
def running() -> Iterator[OpenIdServer]:
    with OpenIdServer() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def state_of(url: str) -> str:
    """The state in an address to which the hub sends somebody who signs in."""
    return parse_qs(urlsplit(url).query)["state"][0]
