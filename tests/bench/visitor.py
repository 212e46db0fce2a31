"""A customer at the widget's JSON API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from tests.bench.http import Connection, Request

KEY = "demo-widget"
_JSON = {"Content-Type": "application/json"}


def opening(key: str = KEY) -> Request:
    return Request("POST", "/api/widget/sessions", _JSON, json.dumps({"key": key}).encode())


def writing(token: str, text: str, client_id: str) -> Request:
    body = json.dumps({"text": text, "client_id": client_id}).encode()
    return Request("POST", "/api/widget/messages", {**_JSON, **_bearer(token)}, body)


def reading(token: str, after: int) -> Request:
    return Request("GET", f"/api/widget/messages?after={after}", _bearer(token))


def listening(token: str) -> Request:
    return Request("GET", "/api/widget/events", _bearer(token))


async def open_session(connection: Connection, key: str = KEY) -> str:
    """The token of a new session with the widget of this public key."""
    reply = (await connection.send(opening(key))).expect(201)
    return str(json.loads(reply.body)["token"])


async def open_sessions(port: int, count: int) -> list[str]:
    connection = await Connection.open(port)
    try:
        return [await open_session(connection) for _ in range(count)]
    finally:
        connection.close()


async def write(connection: Connection, token: str, text: str, client_id: str) -> dict[str, Any]:
    reply = (await connection.send(writing(token, text, client_id))).expect(200, 201)
    return dict(json.loads(reply.body))


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[tuple[str, str]]:
    """The (name, data) of the server-sent events in a stream's pieces."""
    text = b""
    async for chunk in chunks:
        *whole, text = (text + chunk).split(b"\n\n")
        for block in whole:
            fields = dict(line.partition(": ")[::2] for line in block.decode().split("\n") if line[:1] != ":")
            if "event" in fields:
                yield fields["event"], fields.get("data", "")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
