"""A small HTTP/1.1 client on asyncio: one connection, kept alive, one request at a time.

It does little, so that on a small machine the measured time is the server's.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Self

HOST = "127.0.0.1"


class UnexpectedReply(Exception):
    """A page answered something that makes its time worthless."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def encoded(self, port: int) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}:{port}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body or self.method == "POST":
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def expect(self, *statuses: int) -> Self:
        if self.status not in statuses:
            raise UnexpectedReply(f"{self.status} instead of {statuses}: {self.body[:500]!r}")
        return self


class Connection:
    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.port = port
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        return cls(port, *await asyncio.open_connection(HOST, port))

    async def send(self, request: Request) -> Reply:
        status, headers = await self._begin(request)
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join([chunk async for chunk in self._chunks()])
        else:
            body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Reply(status, headers, body)

    async def stream(self, request: Request) -> AsyncIterator[bytes]:
        """The pieces of an answer that does not end, as they come."""
        status, _headers = await self._begin(request)
        if status != 200:
            raise UnexpectedReply(f"{status} for the stream {request.path}")
        async for chunk in self._chunks():
            yield chunk

    def close(self) -> None:
        self._writer.close()

    async def _begin(self, request: Request) -> tuple[int, dict[str, str]]:
        self._writer.write(request.encoded(self.port))
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status_line, *lines = head.split("\r\n")
        headers: dict[str, str] = {}
        for line in filter(None, lines):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return int(status_line.split(" ", 2)[1]), headers

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            yield (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
