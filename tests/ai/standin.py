"""A stand-in for OpenAI's API on loopback: a real server that keeps what it is sent and plays a script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


@dataclass
class StandIn:
    """`replies` are played one per request, the last one again and again; `requests` are what came."""

    url: str = ""
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    handler: type[Handler] | None = None

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    standin: StandIn
    asked: dict[str, Any]

    def do_POST(self) -> None:
        self.asked = body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.standin.requests.append(
            {
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body,
                "port": self.client_address[1],
            }
        )
        self.standin.next_reply()(self)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def send(self, status: int, content: bytes, *, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def send_events(self, events: Iterable[Any], *, then_hang: bool = False) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for event in events:
            data = event if isinstance(event, str) else json.dumps(event)
            self.wfile.write(f"data: {data}\n\n".encode())
            self.wfile.flush()
        if then_hang:
            self.standin.released.wait(20)


@contextmanager
def running() -> Iterator[StandIn]:
    standin = StandIn()
    handler = type("BoundHandler", (Handler,), {"standin": standin})
    standin.handler = handler
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    standin.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield standin
    finally:
        standin.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def chunk(delta: dict[str, Any] | None, *, finish_reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


USAGE = {
    "id": "c",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [],
    "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
}


def pieces(content: str, size: int = 7) -> list[dict[str, Any]]:
    return [chunk({"content": content[start : start + size]}) for start in range(0, len(content), size)]


def streamed(draft: dict[str, Any] | str, *, finish_reason: str = "stop") -> Reply:
    content = draft if isinstance(draft, str) else json.dumps(draft)
    events = [*pieces(content), chunk({}, finish_reason=finish_reason), USAGE, "[DONE]"]
    return lambda handler: handler.send_events(events)


def failing(status: int, *, code: str | None = None, **headers: str) -> Reply:
    body = json.dumps({"error": {"message": "not now", "type": "x", "code": code}}).encode()
    return lambda handler: handler.send(status, body, **headers)


def dripping(head: bytes, drop: bytes) -> Reply:
    """What a server sends for long, and never leaves the connection silent. Who waits for its end meets no
    timeout."""

    def reply(handler: Handler) -> None:
        handler.close_connection = True
        with suppress(BrokenPipeError, ConnectionResetError):  # The client has left, as it should.
            handler.wfile.write(head)
            for _ in range(200):
                handler.wfile.write(drop)
                if handler.standin.released.wait(0.05):
                    return

    return reply


def draft(
    *sentences: tuple[str, list[int]], kind: str = "answer", ask: str = "", sure: float = 0.9
) -> dict[str, Any]:
    """A reply in the form the engine asks for."""
    return {
        "kind": kind,
        "sentences": [{"text": text, "passage_ids": ids} for text, ids in sentences],
        "clarifying_question": ask,
        "confidence": sure,
    }
