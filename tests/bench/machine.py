"""What the figures hold for."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import django
import psutil
import redis
from django.conf import settings
from django.db import connection

from config.env import REPOSITORY


def describe() -> list[tuple[str, str]]:
    """Machine and versions. Needs the hub's database and Redis."""
    memory = psutil.virtual_memory().total / 2**30
    return [
        ("date", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        ("commit", _commit()),
        ("processor", f"{os.cpu_count()} × {_processor()}, {memory:.0f} GB"),
        ("load before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
        ("system", f"{platform.system()} {platform.release()}"),
        ("python", f"{platform.python_version()}, Django {django.__version__}"),
        ("postgres", _postgres()),
        ("redis", redis.Redis.from_url(settings.REDIS_URL).info("server")["redis_version"]),
    ]


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _postgres() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        server = cursor.fetchone()[0]
        cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
        return f"{server}, pgvector {cursor.fetchone()[0]}"


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"
