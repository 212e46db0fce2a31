"""The ASGI application on a real port, for what a test client can't read: streams."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server in a thread of its own."""
    from config.asgi import application
    from conversations.live.hub import hub

    hub.__init__()  # type: ignore[misc]  # a hub belongs to one event loop, and each test has a server of its own
    # Streams end when their readers go; one that is cut off instead leaves its body to the garbage collector.
    config = uvicorn.Config(application, port=0, ws="none", log_level="warning", timeout_graceful_shutdown=15)
    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.is_up.wait(20)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
