"""Child processes that end when the process that started them ends, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil  # type: ignore[import-untyped]

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, kw_only=True)
class Account:
    """A system user to run as."""

    uid: int
    gid: int


def spawn(
    command: Sequence[str],
    *,
    ends_with: signal.Signals,
    output: int | IO[bytes],
    env: Mapping[str, str] | None = None,
    directory: Path | None = None,
    account: Account | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a child in a session of its own, so that a terminal's Ctrl-C reaches only us.

    When this process dies without stopping the child, even by SIGKILL, Linux sends the child `ends_with`.
    Elsewhere a leftover is ended by the next start (see processes_in and config.up.leftovers). Call it from
    the main thread: the kernel watches the thread that forked.
    """
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 - our own programs, never a shell
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=directory,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=lambda: end_with(parent, ends_with),  # safe: no threads run while we spawn
    )


def end_with(parent: int, ends_with: signal.Signals) -> None:
    """Called in a fresh child: on Linux, get the signal when the parent is gone."""
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(ends_with), 0, 0, 0)
    if os.getppid() != parent:  # it died between fork and prctl
        os._exit(1)


def processes_in(directory: Path, *, name: str) -> Iterator[psutil.Process]:
    """The running processes of that name whose working directory is `directory`.

    A pid file alone does not tell: after a crash or a reboot its number may be another program's.
    """
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == name and Path(process.cwd()) == directory:
                yield process
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Ask again and again until it holds; False when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def end(
    process: "psutil.Process | subprocess.Popen[bytes]", steps: Sequence[tuple[signal.Signals, float]]
) -> None:
    """Send each signal in turn until the process is gone, waiting the given seconds after each."""
    for number, seconds in steps:
        try:
            process.send_signal(number)
            process.wait(seconds)
        except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
            continue
        except psutil.NoSuchProcess:
            return
        return
