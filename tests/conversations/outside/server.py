"""Somebody else's web server, on loopback: a page for each path, and what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Page = Callable[["Handler"], None]


@dataclass
class Website:
    """`pages` by path; `asked` are the paths that came, with their Host header."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, content: bytes | str, kind: str = "text/html; charset=utf-8") -> str:
        body = content.encode() if isinstance(content, str) else content
        self.pages[path] = lambda handler: handler.send(200, body, {"Content-Type": kind})
        return self.url(path)

    def redirect(self, path: str, to: str) -> str:
        self.pages[path] = lambda handler: handler.send(302, b"", {"Location": to})
        return self.url(path)


class Handler(BaseHTTPRequestHandler):
    website: Website

    def do_GET(self) -> None:
        self.website.asked.append((self.path, self.headers["Host"]))
        page = self.website.pages.get(self.path)
        if page is None:
            self.send(404, b"Nothing here", {"Content-Type": "text/plain"})
        else:
            page(self)

    do_POST = do_GET

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def serving(address: str = "127.0.0.1", port: int = 0) -> Iterator[Website]:
    website = Website()
    handler = type("WebsiteHandler", (Handler,), {"website": website})
    server = ThreadingHTTPServer((address, port), handler)
    server.daemon_threads = True
    website.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield website
    finally:
        website.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
