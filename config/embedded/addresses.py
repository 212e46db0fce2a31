"""Where the embedded servers of a state directory listen: the same answer in every process."""

import hashlib
import os
from pathlib import Path

ROLE = "conversations"
DATABASE = "conversations"

# Fixed rather than tempfile.gettempdir(): two shells with different TMPDIR must agree on the address.
_SHORT_PLACE = Path("/tmp")  # noqa: S108 - only private directories are made in it, see prepare.py


def sockets_dir(state_dir: Path) -> Path:
    """A short directory for the sockets: their path may have 103 characters on macOS, 107 on Linux."""
    digest = hashlib.sha256(str(state_dir.resolve()).encode()).hexdigest()[:16]
    return _SHORT_PLACE / f"conversations-{os.getuid()}-{digest}"


def postgres_dir(state_dir: Path) -> Path:
    """The directory PostgreSQL makes its socket in; what libpq calls the host."""
    return sockets_dir(state_dir) / "postgres"


def redis_socket(state_dir: Path) -> Path:
    return sockets_dir(state_dir) / "redis.sock"


def database(state_dir: Path) -> dict[str, object]:
    """The Django DATABASES entry of the embedded PostgreSQL."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(postgres_dir(state_dir)),
        "PORT": "5432",
        "OPTIONS": {},
    }


def redis_url(state_dir: Path) -> str:
    return f"unix://{redis_socket(state_dir)}?db=0"
