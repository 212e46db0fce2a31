"""What can be seen to be wrong before anything is started, said in a sentence."""

import socket
from collections.abc import Mapping

import psycopg
import redis
from django.core.checks import run_checks

from config.env import EnvironmentProblem

HOST = "127.0.0.1"
# Filtered vector search needs iterative scans.
_PGVECTOR = (0, 8)
_SECONDS = 5


def require_sound_settings() -> None:
    """Ask every app's checks, so that a value nobody understands is said here and not by each service."""
    for problem in run_checks():
        if problem.is_serious():
            raise EnvironmentProblem(" ".join(filter(None, (problem.msg, problem.hint))))


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise EnvironmentProblem(
                f"Port {port} needs rights this account does not have: write PORT=8000 or another above 1023."
            ) from error
        except OSError as error:
            raise EnvironmentProblem(
                f"Port {port} is taken: stop the program that listens there, or write PORT={port + 1}."
            ) from error


def require_database(database: Mapping[str, object]) -> None:
    """See that the server of DATABASE_URL answers and that pgvector is there."""
    options = database["OPTIONS"]
    assert isinstance(options, dict)
    given = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
        "connect_timeout": _SECONDS,
        **options,
    }
    try:
        with psycopg.connect(
            "", autocommit=True, **{key: value for key, value in given.items() if value}
        ) as connection:
            _require_pgvector(connection)
    except psycopg.OperationalError as error:
        raise EnvironmentProblem(f"DATABASE_URL: the server cannot be used ({_short(error)}).") from error


def _require_pgvector(connection: "psycopg.Connection[tuple[str, ...]]") -> None:
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.errors.InsufficientPrivilege as error:
        raise EnvironmentProblem(
            "DATABASE_URL: this role may not add the extension pgvector to the database: "
            "have its administrator run CREATE EXTENSION vector there once."
        ) from error
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile) as error:
        raise EnvironmentProblem(
            "DATABASE_URL: that server lacks the extension pgvector: install it there (packages are called "
            "postgresql-18-pgvector or similar), or use the image pgvector/pgvector."
        ) from error
    found = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    version = found[0] if found else "0"
    if tuple(int(part) for part in version.split(".")[:2]) < _PGVECTOR:
        raise EnvironmentProblem(
            f"DATABASE_URL: the database has pgvector {version} and 0.8 is needed: update the package there "
            "and run ALTER EXTENSION vector UPDATE."
        )


def require_redis(url: str) -> None:
    """See that the server of REDIS_URL answers."""
    client = redis.Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS)
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        raise EnvironmentProblem(f"REDIS_URL: the server cannot be used ({_short(error)}).") from error
    finally:
        client.close()


def _short(error: Exception) -> str:
    """The first line of a driver's message, without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(". ")
