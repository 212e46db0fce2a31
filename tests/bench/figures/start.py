"""From nothing to an address that answers."""

from __future__ import annotations

import subprocess
import time

from config.env import REPOSITORY
from tests.bench.harness import Hub
from tests.bench.report import at_most, progress
from tests.bench.session import Session

SECOND_START_AT_MOST = 8


def measure(session: Session) -> None:
    session.report.begin("Start (manage.py up until ready)")
    if session.fresh_venv:
        _measure_fresh_clone(session)
    # On the shared hub's directory: the demo's tickets are not played a second time for the other figures.
    _measure_starts(session, Hub(session.state_dir, variables={}))
    if session.sizes.bare_start:
        _measure_bare_start(session)
    session.report.end()


def _measure_starts(session: Session, hub: Hub) -> None:
    try:
        first = hub.start()
        session.report.row("first start", f"{first:.1f} s", note="database, migrations, two demo tenants")
        session.report.row("stop", f"{hub.stop():.1f} s", note="SIGTERM until nothing is left")
        second = hub.start()
        aim = at_most(second, SECOND_START_AT_MOST, "s")
        session.report.row("second start", f"{second:.1f} s", aim)
    finally:
        hub.stop()


def _measure_bare_start(session: Session) -> None:
    bare = Hub(session.place / "bare", variables={"HUB_DEMO": "0"})
    try:
        session.report.row("first start without the demo", f"{bare.start():.1f} s")
    finally:
        bare.stop()


def _measure_fresh_clone(session: Session) -> None:
    clone = session.place / "clone"
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)
    progress("installing the packages into a fresh clone")
    began = time.perf_counter()
    subprocess.run(["make", "install"], cwd=clone, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    session.report.row(
        "make install", f"{seconds:.1f} s", note="depends on the network and the installer's cache"
    )
    hub = Hub(session.place / "cloned", command=("make", "up"), directory=clone, variables={})
    try:
        session.report.row("make up in the fresh clone", f"{hub.start():.1f} s")
    finally:
        hub.stop()
