"""Ends the processes that an earlier run left behind."""

import signal
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from config.embedded.process import end

# Every descendant inherits it, so it finds them whatever became of their parents or process groups.
MARK = "HUB_UP_STATE_DIR"


def find(state_dir: Path) -> list[psutil.Process]:
    """The living processes that a run on this state directory started."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(state_dir) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):  # gone meanwhile, or somebody else's
            continue
    return found


def end_all(state_dir: Path) -> int:
    """End them, in order if they listen; returns how many there were."""
    found = find(state_dir)
    for process in found:
        end(process, ((signal.SIGTERM, 0),))
    psutil.wait_procs(found, timeout=5)
    for process in found:
        end(process, ((signal.SIGKILL, 5),))
    return len(found)
