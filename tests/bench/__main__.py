from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import FIGURES, ONLY_LARGE
from tests.bench.harness import NOT_INHERITED, SETTINGS, Hub
from tests.bench.report import Report, progress, say
from tests.bench.sizes import FULL, QUICK

OPEN_FILES = 20_000


def main() -> int:
    options = _options()
    _allow_open_files()
    # What stops a service manager's job must stop the hub too.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="conversations-bench-") as folder:
        place = Path(folder)
        place.chmod(0o711)  # PostgreSQL may run as another account and has to pass through
        return _measure(options, place)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure a hub on this machine."
    )
    parser.add_argument(
        "figures", nargs="*", metavar="figure", help=f"some of: {', '.join(FIGURES)} (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes: does it run at all?")
    parser.add_argument(
        "--large",
        action="store_true",
        help="also the list at 1,000,000 tickets and retrieval at 1,000,000 passages",
    )
    parser.add_argument(
        "--fresh-venv", action="store_true", help="also from a fresh clone, installing the packages"
    )
    options = parser.parse_args()
    if unknown := set(options.figures) - set(FIGURES):
        parser.error(f"no figure is called {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    return options


def _allow_open_files() -> None:
    """A thousand streams are a thousand files here and in the hub, which inherits the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _measure(options: argparse.Namespace, place: Path) -> int:
    hub = Hub(place / "hub")
    _use_settings_of(hub)
    from tests.bench.session import Session

    sizes = QUICK if options.quick else FULL
    report = Report()
    session = Session(place=place, hub=hub, sizes=sizes, report=report, fresh_venv=options.fresh_venv)
    default = [name for name in FIGURES if options.large or name not in ONLY_LARGE]
    try:
        for name in options.figures or default:
            progress(name)
            FIGURES[name](session)
    except Exception:
        progress(f"what the hub said last:\n{hub.latest_lines()}")
        raise
    finally:
        hub.stop()
    for missed in report.missed:
        say(f"missed: {missed}")
    return 0


def _use_settings_of(hub: Hub) -> None:
    """This process reads and fills the hub's database."""
    for name in NOT_INHERITED:
        os.environ.pop(name, None)
    os.environ.update(HUB_STATE_DIR=str(hub.state_dir), PORT=str(hub.port), DJANGO_SETTINGS_MODULE=SETTINGS)
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
