"""The state directory: made private, owned by one running program at a time."""

import fcntl
import os
import shutil
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

from config.env import EnvironmentProblem

NEEDED_BYTES = 200 * 1024 * 1024


class AlreadyRunning(EnvironmentProblem):
    """Another program owns the state directory."""


class StateDir:
    """A state directory this process owns until it closes it or ends.

    Ownership is a lock of the kernel's, not a file's existence: a killed owner leaves nothing stale behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def claim(self) -> Self:
        """Raises AlreadyRunning, or EnvironmentProblem when nothing can be written there."""
        make_private(self.path, why="HUB_STATE_DIR", searchable=os.geteuid() == 0)
        _require_space(self.path)
        try:
            lock = os.open(self.path / "running.pid", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unwritable("HUB_STATE_DIR", self.path, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(lock, 32).decode(errors="replace").strip()
            os.close(lock)
            raise AlreadyRunning(
                f"It is already running on {self.path} (process {owner or 'unknown'}): stop that one first, "
                "or give this one a HUB_STATE_DIR and a PORT of its own."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self._lock = lock
        return self

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def log(self, name: str) -> Path:
        """The file a server's own words go to; the one before is kept when it has grown."""
        folder = self.path / "log"
        make_private(folder, why="HUB_STATE_DIR")
        path = folder / f"{name}.log"
        if path.exists() and path.stat().st_size > 10 * 1024 * 1024:
            path.replace(folder / f"{name}.1.log")
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def make_private(path: Path, *, why: str, searchable: bool = False) -> None:
    """Make the directory if it is not there, for us alone, and see that we can write in it.

    `why` names the setting a person would change. `searchable` lets other accounts pass through to what they
    own inside, without listing it.
    """
    try:
        path.mkdir(mode=0o711 if searchable else 0o700, parents=True, exist_ok=True)
        probe = path / f".probe-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise _unwritable(why, path, error) from error


def make_own_in_shared(path: Path, *, searchable: bool = False) -> None:
    """Make a directory in a place others may write to (/tmp), refusing one that somebody else put there."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise EnvironmentProblem(
                f"{path} belongs to somebody else: remove it, or choose another HUB_STATE_DIR."
            )
        path.chmod(0o711 if searchable else 0o700)
    except OSError as error:
        raise EnvironmentProblem(
            f"{path} cannot be made ({error.strerror}): it holds the sockets."
        ) from error


def _require_space(path: Path) -> None:
    free = shutil.disk_usage(path).free
    if free < NEEDED_BYTES:
        raise EnvironmentProblem(
            f"The disk of {path} has {free // 1024**2} MB left and {NEEDED_BYTES // 1024**2} are needed: "
            "free some, or set HUB_STATE_DIR to a directory elsewhere."
        )


def _unwritable(why: str, path: Path, error: OSError) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"Nothing can be written in {path} ({error.strerror}): set {why} to a directory that can be written."
    )
