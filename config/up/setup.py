"""What happens between the servers' start and the services' start: migrations and the demo."""

import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable

from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from config.embedded.process import STOPPING, be_child_of, undisturbed
from config.env import EnvironmentProblem
from config.up.output import Lines, Output


def set_up(*, demo: bool) -> None:
    """Apply the migrations there are, and load the demo if it is wanted."""
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    # `migrate` with nothing to apply still spends most of a second on permissions and content types.
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False)
    if demo and "load_demo" in get_commands():
        call_command("load_demo")


def has_demo() -> bool:
    return "load_demo" in get_commands()


def run_in_child(work: Callable[[], None], *, output: Output, before: Callable[[], None]) -> None:
    """Run the work in a fork of this process, so that its memory and connections go with it.

    `before` is called in the child, to let go of what only the parent shall hold. The work's output comes out
    prefixed. Raises EnvironmentProblem when it fails.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    with undisturbed() as mask:
        pid = os.fork()
        if pid == 0:
            for number in STOPPING:  # the parent gets them too, and decides
                signal.signal(number, signal.SIG_IGN)
            be_child_of(parent, signal.SIGKILL, mask)
            before()
            _be_child(work, reading=reading, writing=writing)
    os.close(writing)
    try:
        _pass_on(reading, output)
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGKILL)  # a migration is one transaction, a demo ticket another
        os.waitpid(pid, 0)
        raise
    finally:
        os.close(reading)
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise EnvironmentProblem("The database could not be prepared: the lines above say why.")


def _be_child(work: Callable[[], None], *, reading: int, writing: int) -> None:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        os.close(reading)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        # Thousands of lines say what the demo's messages set off; its own progress is enough.
        logging.disable(logging.INFO)
        work()
        status = 0
    except (EnvironmentProblem, DatabaseError) as problem:
        print(str(problem).strip())
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _pass_on(reading: int, output: Output) -> None:
    lines = Lines()
    while piece := os.read(reading, 65536):
        for line in lines.feed(piece):
            output.line("setup", line)
    for line in lines.finish():
        output.line("setup", line)
