"""Kills the Celery worker, as a machine that runs out of memory would."""

from __future__ import annotations

import asyncio
import time

import psutil

from tests.bench.harness import Hub
from tests.bench.report import progress

# The supervisor gives up on a service that dies within ten seconds of its start four times in a row.
LIVES_SECONDS = 10.5
COMES_BACK_WITHIN = 60


async def kill_worker(hub: Hub, times: int) -> None:
    """kill -9 the worker so many times, each time after it has worked for a while."""
    for number in range(1, times + 1):
        worker = await _grown_up(hub)
        worker.kill()
        progress(f"killed the worker ({number} of {times})")
        async with asyncio.timeout(COMES_BACK_WITHIN):
            while (await asyncio.to_thread(hub.worker)) in (None, worker):
                await asyncio.sleep(0.1)


async def _grown_up(hub: Hub) -> psutil.Process:
    async with asyncio.timeout(COMES_BACK_WITHIN):
        while True:
            worker = await asyncio.to_thread(hub.worker)
            if worker is not None and time.time() - worker.create_time() > LIVES_SECONDS:
                return worker
            await asyncio.sleep(0.2)
