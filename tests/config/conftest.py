from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import env
from config.embedded import addresses


@pytest.fixture
def place() -> Iterator[Path]:
    """A state directory for servers of the test's own.

    Not in tmp_path: every new run of pytest closes the way there to other accounts, and PostgreSQL needs one.
    """
    with _directory() as path:
        yield path


@pytest.fixture(scope="module")
def module_place() -> Iterator[Path]:
    """The same for a whole module."""
    with _directory() as path:
        yield path


@contextmanager
def _directory() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="place-", dir=env.state_dir()))
    yield path
    shutil.rmtree(path)
    shutil.rmtree(addresses.sockets_dir(path), ignore_errors=True)
