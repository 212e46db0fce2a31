"""What `manage.py up` says when something around it is wrong: one sentence, never a traceback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import env
from config.embedded import addresses
from tests.config.starting import Up, free_port


def refusal(state_dir: Path, **variables: str) -> str:
    """Starts it, sees that it gives up, and returns its sentence."""
    up = Up(state_dir, **variables)
    try:
        assert up.wait() == 2, up.said
        assert up.children() == []
    finally:
        up.close()
    assert "Traceback" not in up.said
    return up.said.strip().splitlines()[-1]


def test_a_taken_port_is_named_with_another_to_write(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refusal(place, PORT=str(port)) == (
            f"Port {port} is taken: stop the program that listens there, or write PORT={port + 1}."
        )


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT is 'eighty': write a whole number from 1 to 65535."),
        ("DATABASE_URL", "sqlite:///hub.db", "DATABASE_URL does not start with postgresql://"),
        ("DATABASE_URL", "postgresql://h:x/db", "DATABASE_URL has a port that is not a number"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL cannot be read as a Redis URL"),
        ("WEB_WORKERS", "many", "WEB_WORKERS is 'many'"),
        ("HUB_DEMO", "perhaps", "HUB_DEMO is 'perhaps'"),
    ],
)
def test_a_broken_value_is_named_with_what_to_write(place, variable, value, sentence):
    said = refusal(place, **{variable: value})
    assert said.startswith(sentence)
    assert "write" in said


def test_a_value_that_only_an_apps_check_understands_is_named_too(place):
    assert refusal(place, AI_ENGINE="oracle") == "AI_ENGINE is 'oracle'. Use local or openai."


def test_a_state_directory_that_cannot_be_written_is_named(place):
    file = place / "file"
    file.write_text("not a directory")
    assert refusal(file / "state").startswith(f"Nothing can be written in {file}/state (Not a directory)")


def test_a_database_server_that_does_not_answer_is_named(place):
    url = f"postgresql://hub:secret@127.0.0.1:{free_port()}/hub"
    said = refusal(place, DATABASE_URL=url)
    assert said.startswith("DATABASE_URL: the server cannot be used (")
    assert "secret" not in said


def test_a_redis_server_that_does_not_answer_is_named(place):
    url = f"redis://:secret@127.0.0.1:{free_port()}/0"
    said = refusal(place, DATABASE_URL=_url(addresses.DATABASE), REDIS_URL=url)
    assert said.startswith("REDIS_URL: the server cannot be used (")
    assert "secret" not in said


@pytest.fixture
def without_pgvector() -> Iterator[str]:
    """A database that lacks the extension, on the run's own server; the hub's role may not add it."""
    with _administrator() as connection:
        connection.execute("DROP DATABASE IF EXISTS bare")
        connection.execute("CREATE DATABASE bare OWNER conversations TEMPLATE template0")
    yield "bare"
    with _administrator() as connection:
        connection.execute("DROP DATABASE bare")


def test_a_database_whose_role_may_not_add_pgvector_says_who_can(place, without_pgvector):
    said = refusal(place, DATABASE_URL=_url(without_pgvector))
    assert said.startswith("DATABASE_URL: this role may not add the extension pgvector")


def test_a_database_server_without_pgvector_says_what_to_install(place, without_pgvector):
    with _administrator() as connection:
        connection.execute("ALTER DATABASE bare SET extension_control_path = '/nowhere'")
    said = refusal(place, DATABASE_URL=_url(without_pgvector))
    assert said.startswith("DATABASE_URL: that server lacks the extension pgvector")


def _url(database: str) -> str:
    return f"postgresql://{addresses.ROLE}@/{database}?host={addresses.postgres_dir(env.state_dir())}"


def _administrator() -> psycopg.Connection:
    host = str(addresses.postgres_dir(env.state_dir()))
    return psycopg.connect(host=host, port=5432, user="postgres", dbname="postgres", autocommit=True)
