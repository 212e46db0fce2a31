"""Work done in a fork of this process, so that its memory and connections go with it."""

import logging
import os
import selectors
import signal
import sys
import traceback
from collections.abc import Callable

from django.db import DatabaseError

from config.embedded.process import end_with
from config.env import EnvironmentProblem
from config.up.interrupts import STOPPING, Interrupts, Stopped
from config.up.output import Lines


def run_in_child(
    work: Callable[[], None],
    *,
    before: Callable[[], None],
    say: Callable[[str], None],
    interrupts: Interrupts,
) -> None:
    """Do the work in a child and `say` every line it writes; returns when it has succeeded.

    `before` is called in the child, to let go of what only the parent shall hold. Raises EnvironmentProblem
    when the work fails, Stopped when we are asked to stop meanwhile.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        end_with(parent, signal.SIGKILL)
        _be_child(work, before=before, reading=reading, writing=writing)
    os.close(writing)
    try:
        _pass_on(reading, say, interrupts)
    except Stopped:
        os.kill(pid, signal.SIGKILL)  # a migration is one transaction, a demo ticket another
        raise
    finally:
        os.close(reading)
        _, status = os.waitpid(pid, 0)
    if status != 0:
        raise EnvironmentProblem("The database could not be prepared: the lines above say why.")


def _be_child(work: Callable[[], None], *, before: Callable[[], None], reading: int, writing: int) -> None:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in STOPPING:  # the parent gets them too, and decides
            signal.signal(number, signal.SIG_IGN)
        before()
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


def _pass_on(reading: int, say: Callable[[str], None], interrupts: Interrupts) -> None:
    lines = Lines()
    with selectors.DefaultSelector() as selector:
        selector.register(reading, selectors.EVENT_READ)
        selector.register(interrupts.wakes, selectors.EVENT_READ)
        while True:
            interrupts.check()
            ready = [key.fd for key, _ in selector.select()]
            if interrupts.wakes in ready:
                interrupts.drain()
            if reading in ready:
                piece = os.read(reading, 65536)
                for line in lines.feed(piece) if piece else lines.finish():
                    say(line)
                if not piece:
                    return
