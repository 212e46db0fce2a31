"""The servers that come with the hub: kept data, killed owners, stale files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from config.embedded import addresses, postgres, redis
from config.embedded.process import wait_until
from config.embedded.server import Server
from config.embedded.state import AlreadyRunning, StateDir
from config.env import REPOSITORY, EnvironmentProblem

OWNER = """
import sys, time
from pathlib import Path
from config.embedded import postgres, redis
from config.embedded.state import StateDir
state = StateDir(Path(sys.argv[1])).claim()
print(postgres.start(state).pid, redis.start(state).pid, flush=True)
time.sleep(600)
"""


@contextmanager
def running(path: Path, *, durable: bool = False) -> Iterator[tuple[Server, Server]]:
    """Both servers on a state directory; durable as `up` has them, or faster."""
    settings = postgres.SETTINGS if durable else {**postgres.SETTINGS, **postgres.THROW_AWAY}
    with StateDir(path).claim() as state:
        started: list[Server] = []
        try:
            started.append(postgres.start(state, settings=settings, durable=durable))
            started.append(redis.start(state, durable=durable))
            yield started[0], started[1]
        finally:
            for server in reversed(started):
                server.stop()


def connect(path: Path) -> psycopg.Connection:
    entry = addresses.database(path)
    return psycopg.connect(
        host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=entry["NAME"], autocommit=True
    )


@contextmanager
def owned_by_another_process(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """Another process that runs both servers, and their process ids."""
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], cwd=REPOSITORY, stdout=subprocess.PIPE, env=os.environ
    )
    try:
        yield owner, [int(pid) for pid in owner.stdout.readline().split()]
    finally:
        owner.kill()
        owner.wait()
        owner.stdout.close()


def test_what_is_written_survives_a_restart_of_both_servers(place):
    with running(place, durable=True), connect(place) as database:
        database.execute("CREATE TABLE kept (note text)")
        database.execute("INSERT INTO kept VALUES ('still here')")
        Redis.from_url(addresses.redis_url(place)).set("kept", "still here")

    with running(place, durable=True), connect(place) as database:
        assert database.execute("SELECT note FROM kept").fetchone() == ("still here",)
        assert Redis.from_url(addresses.redis_url(place)).get("kept") == b"still here"


def test_the_database_has_pgvector_and_keeps_what_it_acknowledged(place):
    with running(place, durable=True), connect(place) as database:
        assert database.execute("SELECT '[1,2]'::vector <-> '[1,3]'::vector").fetchone() == (1.0,)
        settings = {
            name: database.execute(f"SHOW {name}").fetchone()[0] for name in ("fsync", "synchronous_commit")
        }
        assert settings == {"fsync": "on", "synchronous_commit": "on"}


def test_a_new_database_made_by_the_hubs_role_has_pgvector_too(place):
    with running(place), connect(place) as database:
        database.execute("CREATE DATABASE another")
        with psycopg.connect(
            host=str(addresses.postgres_dir(place)), user=addresses.ROLE, dbname="another"
        ) as other:
            assert other.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'").fetchone() == (
                1,
            )


def test_no_other_account_can_reach_the_sockets(place):
    with running(place):
        assert addresses.postgres_dir(place).stat().st_mode & 0o077 == 0
        assert addresses.redis_socket(place).stat().st_mode & 0o077 == 0


def test_a_state_directory_with_a_very_long_path_works(place):
    deep = place / ("x" * 100) / ("y" * 100)
    with running(deep), connect(deep) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_stopping_ends_the_processes_and_stopping_twice_is_harmless(place):
    with running(place) as servers:
        pids = [server.pid for server in servers]
        for server in servers:
            server.stop()
            server.stop()
        assert not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_the_servers_end_when_their_owner_is_killed(place):
    with owned_by_another_process(place) as (owner, pids):
        owner.kill()
        assert wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids), seconds=20)


def test_the_next_owner_starts_after_a_killed_one_with_all_data(place):
    with owned_by_another_process(place) as (owner, pids):
        with connect(place) as database:
            database.execute("CREATE TABLE kept AS SELECT 'acknowledged' AS note")
        for pid in (*pids, owner.pid):
            os.kill(pid, signal.SIGKILL)
        owner.wait()
        assert (place / "postgres" / "postmaster.pid").exists()

        with running(place, durable=True), connect(place) as database:
            assert database.execute("SELECT note FROM kept").fetchone() == ("acknowledged",)


def test_a_pid_file_whose_number_is_another_programs_now_is_no_obstacle(place):
    with running(place):
        pass
    (place / "postgres" / "postmaster.pid").write_text(f"{os.getppid()}\n{place}/postgres\n0\n5432\n\n\n\n")
    with running(place), connect(place) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)


def test_a_half_made_cluster_of_a_killed_first_start_is_made_anew(place):
    half = place / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with running(place), connect(place) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    assert not half.exists()


def test_a_state_directory_has_one_owner_at_a_time(place):
    with StateDir(place).claim(), pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}"):
        StateDir(place).claim()
    StateDir(place).claim().release()


def test_a_directory_that_cannot_be_written_is_said_in_a_sentence(place):
    file = place / "file"
    file.write_text("not a directory")
    with pytest.raises(EnvironmentProblem, match=r"Nothing can be written in .*HUB_STATE_DIR"):
        StateDir(file / "state").claim()


def test_a_disk_without_space_is_said_in_a_sentence(place, monkeypatch):
    monkeypatch.setattr("config.embedded.state.NEEDED_BYTES", 2**62)
    with pytest.raises(EnvironmentProblem, match=r"MB left .* HUB_STATE_DIR"):
        StateDir(place).claim()


def test_data_of_another_major_version_is_left_alone(place):
    (place / "postgres").mkdir()
    (place / "postgres" / "PG_VERSION").write_text("14\n")
    with pytest.raises(EnvironmentProblem, match="written by PostgreSQL 14"), running(place):
        pass


def test_a_server_that_does_not_start_gives_its_own_reason(place):
    with running(place):
        pass
    (place / "postgres" / "global" / "pg_control").unlink()
    with (
        pytest.raises(EnvironmentProblem, match=r"PostgreSQL did not start: .*pg_control.* log is"),
        running(place),
    ):
        pass


def test_somebody_elses_directory_in_the_sockets_place_is_refused(place):
    (place / "theirs").mkdir()
    sockets = addresses.sockets_dir(place)
    sockets.symlink_to(place / "theirs")
    try:
        with pytest.raises(EnvironmentProblem, match="belongs to somebody else"), running(place):
            pass
    finally:
        sockets.unlink()
