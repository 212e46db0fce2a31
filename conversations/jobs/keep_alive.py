from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from conversations.jobs.claim import Claim


@contextmanager
def kept_alive(claim: Claim) -> Iterator[None]:
    """Renew the claim's lease while the body runs, up to JOB_SECONDS_AT_MOST.

    So the lease itself can be short, and what a killed worker held is free again within seconds. The
    thread opens a database connection only when the first third of the lease is over, which most
    jobs never see.
    """
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(claim, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(claim: Claim, done: threading.Event) -> None:
    try:
        deadline = time.monotonic() + settings.JOB_SECONDS_AT_MOST
        while not done.wait(settings.JOB_LEASE_SECONDS / 3):
            # A handler that hangs loses its claim in the end, and another worker tries.
            if time.monotonic() > deadline or not claim.renew():
                return
    finally:
        connection.close()
