"""The settings as a fresh process reads them from its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from config.env import REPOSITORY


def _settings(*names: str, **variables: str) -> list[object]:
    """What these settings are in development, with these variables set and no other of the hub's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    code = (
        "import json, sys; from config.settings import development as settings;"
        "print(json.dumps([getattr(settings, name) for name in sys.argv[1:]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *names],
        cwd=REPOSITORY,
        env=kept | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("given", ["https://hub.example.com", "https://hub.example.com/"])
def test_the_hubs_address_ends_without_a_slash(given):
    assert _settings("HUB_URL", HUB_URL=given) == ["https://hub.example.com"]


NAMED = "postgresql://u@db/hub"


@pytest.mark.parametrize(
    ("variables", "demo"),
    [
        ({}, True),
        ({"HUB_DEMO": "0"}, False),
        ({"DATABASE_URL": NAMED}, False),
        ({"DATABASE_URL": NAMED, "HUB_DEMO": "1"}, True),
    ],
)
def test_the_demo_is_loaded_into_the_hubs_own_database_or_where_it_is_asked_for(variables, demo):
    assert _settings("HUB_DEMO", **variables) == [demo]
