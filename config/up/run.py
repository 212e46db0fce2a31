"""`manage.py up`: the whole hub on one machine, from nothing to an address to open."""

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from config import env
from config.embedded import postgres, redis
from config.embedded.server import Server
from config.embedded.state import StateDir, make_private
from config.up import leftovers, preflight, setup
from config.up.forked import run_in_child
from config.up.interrupts import Interrupts, Stopped
from config.up.output import Output
from config.up.probe import answers
from config.up.service import Service
from config.up.supervisor import Supervisor

# Streams stay open for hours: a server that waited for their end would never stop.
_STREAMS_SECONDS = 2


def run() -> None:
    """Returns after an orderly stop; raises EnvironmentProblem when it cannot start or go on."""
    output, port, state_dir = Output(), env.port(), env.state_dir()
    planned = services(port=port, state_dir=state_dir)
    preflight.require_sound_settings()
    with ExitStack() as stack:
        interrupts = stack.enter_context(Interrupts().installed())
        try:
            servers = _prepare(stack, output, interrupts, port=port, state_dir=state_dir)
        except Stopped:
            output.say("stopping before it was ready")
            return
        supervisor = Supervisor(
            planned,
            servers=servers,
            output=output,
            interrupts=interrupts,
            is_ready=lambda: answers(preflight.HOST, port),
            on_ready=lambda: _announce(output, port),
        )
        output.say("starting " + ", ".join(service.name for service in planned))
        supervisor.run()
    output.say("stopped")


def _prepare(
    stack: ExitStack, output: Output, interrupts: Interrupts, *, port: int, state_dir: Path
) -> list[Server]:
    """Everything that must be there before the services start; the stack stops it again, latest first."""
    state = stack.enter_context(StateDir(state_dir).claim())
    if ended := leftovers.end_all(state_dir):
        output.say(f"ended {ended} processes that an earlier run left behind")
    preflight.require_free_port(port)
    servers = []
    if env.text("DATABASE_URL"):
        preflight.require_database(env.database(state_dir))
    else:
        output.say(f"starting PostgreSQL in {state_dir}")
        servers.append(postgres.start(state, check=interrupts.check))
        stack.callback(servers[-1].stop)
    if env.text("REDIS_URL"):
        preflight.require_redis(env.redis_url(state_dir))
    else:
        output.say(f"starting Redis in {state_dir}")
        servers.append(redis.start(state, check=interrupts.check))
        stack.callback(servers[-1].stop)
    make_private(state_dir / "beat", why="HUB_STATE_DIR")
    run_in_child(
        lambda: setup.set_up(demo=settings.HUB_DEMO),
        before=state.release,
        say=lambda line: output.line("setup", line),
        interrupts=interrupts,
    )
    return servers


def services(*, port: int, state_dir: Path) -> Sequence[Service]:
    """Web, beat and worker, in the order in which they are stopped."""
    # Celery's warning about root is about pickles in queues, which ours do not hold.
    as_root = ["-W", "ignore:You're running the worker with superuser:UserWarning"]
    celery = [sys.executable, *as_root, "-m", "celery", "--quiet", "-A", "config.celery"]
    web = [
        sys.executable,
        "-m",
        "uvicorn",
        "config.asgi:application",
        "--host",
        preflight.HOST,
        "--port",
        str(port),
    ]
    web += ["--workers", str(env.number("WEB_WORKERS", 2, least=1, most=64)), "--no-access-log"]
    web += [
        "--timeout-graceful-shutdown",
        str(_STREAMS_SECONDS),
        "--no-server-header",
        "--log-level",
        "warning",
    ]
    beat = [*celery, "beat", "--schedule", str(state_dir / "beat" / "schedule"), "--pidfile", ""]
    worker = [*celery, "worker", "--without-gossip", "--without-mingle"]
    environment = _environment(state_dir)
    return [
        Service(name="web", command=web, env=environment, stop_seconds=15),
        # Its first sweep can wait; the processor time it would take makes everything ready sooner.
        Service(name="beat", command=beat, env=environment, stop_seconds=10, waits_for_ready=True),
        # A job that is cut short is swept up and run again, so this only spares the repetition.
        Service(name="worker", command=worker, env=environment, stop_seconds=15),
    ]


def _environment(state_dir: Path) -> dict[str, str]:
    return {
        **os.environ,
        leftovers.MARK: str(state_dir),
        "HUB_STATE_DIR": str(state_dir),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONUNBUFFERED": "1",
    }


def _announce(output: Output, port: int) -> None:
    address = f"http://{preflight.HOST}:{port}/"
    output.plain(f"ready {address}")
    if settings.HUB_DEMO and setup.has_demo():
        output.plain("  sign in, password demo:")
        output.plain("    alice@launchpad.example (owner), bob@launchpad.example (agent),")
        output.plain("    vera@launchpad.example (viewer), charlie@harbor.example (owner of another tenant)")
        output.plain(f"  a customer's view: {address}demo/")
    output.plain("  Ctrl-C stops everything")
