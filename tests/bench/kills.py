"""Kills the Celery worker, as a machine that runs out of memory would."""

from __future__ import annotations

import asyncio

import psutil

from tests.bench.harness import Hub
from tests.bench.report import progress

# The supervisor gives up on a service that dies within ten seconds of its start four times in a row.
LIVES_SECONDS = 10.5
COMES_BACK_WITHIN = 60


async def kill_worker(hub: Hub, times: int) -> None:
    """kill -9 the worker so many times, each time after it has worked for a while."""
    killed: psutil.Process | None = None
    for number in range(1, times + 1):
        worker = await _next_worker(hub, killed)
        await asyncio.sleep(LIVES_SECONDS)
        worker.kill()
        killed = worker
        progress(f"killed the worker ({number} of {times})")
    await _next_worker(hub, killed)


async def _next_worker(hub: Hub, killed: psutil.Process | None) -> psutil.Process:
    async with asyncio.timeout(COMES_BACK_WITHIN):
        while (worker := await asyncio.to_thread(hub.worker)) in (None, killed):
            await asyncio.sleep(0.1)
    return worker
