"""The servers a test run works on: a PostgreSQL and a Redis of its own, thrown away afterwards.

How to use it:

- settings/test.py calls `testing.use_own_state_dir()` as its very first statement, before it imports the
  other settings. It points HUB_STATE_DIR at a directory of this run, `<state dir>/test/run-<pid>`, so that
  everything derived from the state directory (servers, attachments) belongs to the run.
- tests/conftest.py calls `testing.start_for_tests()` in `pytest_configure` and `testing.stop_after_tests()`
  in `pytest_unconfigure`. Both may be called twice.
- A child process of the run (the server of a browser test, a `manage.py` call) inherits HUB_STATE_DIR and
  HUB_TEST_RUN and so works on the same servers; it never starts or stops them.

Several runs in one checkout do not meet, and what a killed run left behind is swept by the next one.
With DATABASE_URL or REDIS_URL set, that server is used as it is.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from config import env
from config.embedded import addresses, postgres, redis
from config.embedded.server import Server
from config.embedded.state import AlreadyRunning, StateDir

_run: StateDir | None = None
_servers: list[Server] = []
_redis: Server | None = None


def use_own_state_dir() -> Path:
    """Point this process and its children at a state directory of the run; twice is harmless."""
    if not env.text("HUB_TEST_RUN"):
        run = env.state_dir() / "test" / f"run-{os.getpid()}"
        os.environ["HUB_STATE_DIR"] = str(run)
        os.environ["HUB_TEST_RUN"] = str(os.getpid())
    return env.state_dir()


def start_for_tests() -> None:
    """Start the run's servers, unless a parent process of this run did."""
    global _run
    run = use_own_state_dir()
    if _run is not None or env.text("HUB_TEST_RUN") != str(os.getpid()):
        return
    _sweep(run.parent, keep=run)
    _run = StateDir(run).claim()
    if not env.text("DATABASE_URL"):
        _servers.append(
            postgres.start(_run, settings={**postgres.SETTINGS, **postgres.THROW_AWAY}, durable=False)
        )
    if not env.text("REDIS_URL"):
        _start_redis(_run)


@contextmanager
def without_redis() -> Iterator[None]:
    """The run's own Redis is away while the body runs, and comes back empty, at the same address."""
    if _run is None or _redis is None:
        raise RuntimeError("This process did not start the run's Redis.")
    _redis.stop()
    _servers.remove(_redis)
    try:
        yield
    finally:
        _start_redis(_run)


def _start_redis(run: StateDir) -> None:
    global _redis
    _redis = redis.start(run, durable=False)
    _servers.append(_redis)


def stop_after_tests() -> None:
    """Stop what start_for_tests started in this process and remove the run's directory."""
    global _run
    while _servers:
        _servers.pop().stop()
    if _run is not None:
        _remove(_run)
        _run = None


def _sweep(runs: Path, *, keep: Path) -> None:
    """Remove the directories of runs that were killed."""
    for path in runs.glob("run-*"):
        if path == keep or psutil.pid_exists(int(path.name.removeprefix("run-"))):
            continue
        try:
            left = StateDir(path).claim()
        except AlreadyRunning:
            continue
        _remove(left)


def _remove(state: StateDir) -> None:
    shutil.rmtree(addresses.sockets_dir(state.path), ignore_errors=True)
    shutil.rmtree(state.path, ignore_errors=True)
    state.release()
