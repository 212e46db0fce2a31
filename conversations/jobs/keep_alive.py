from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.conf import settings
from django.db import connection


class Held(Protocol):
    """Work that is one process's until a lease of JOB_LEASE_SECONDS runs out."""

    def renew(self) -> bool:
        """Hold it for another lease. False when it is no longer this process's."""


@contextmanager
def kept_alive(held: Held) -> Iterator[None]:
    """Renew the lease while the body runs, up to JOB_SECONDS_AT_MOST.

    So the lease itself can be short, and what a killed worker held is free again within seconds. The
    thread opens a database connection only when the first third of the lease is over, which most
    jobs never see.
    """
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(held, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(held: Held, done: threading.Event) -> None:
    try:
        deadline = time.monotonic() + settings.JOB_SECONDS_AT_MOST
        while not done.wait(settings.JOB_LEASE_SECONDS / 3):
            # A handler that hangs loses its claim in the end, and another worker tries.
            if time.monotonic() > deadline or not held.renew():
                return
    finally:
        connection.close()
