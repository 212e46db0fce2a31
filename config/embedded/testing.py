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
from pathlib import Path

from config import env


def use_own_state_dir() -> Path:
    """Point this process and its children at a state directory of the run; twice is harmless."""
    if not env.text("HUB_TEST_RUN"):
        run = env.state_dir() / "test" / f"run-{os.getpid()}"
        os.environ["HUB_STATE_DIR"] = os.environ["HUB_TEST_RUN"] = str(run)
    return env.state_dir()


def start_for_tests() -> None:
    """Start the run's servers, unless a parent process of this run did."""


def stop_after_tests() -> None:
    """Stop what start_for_tests started in this process and remove the run's directory."""
