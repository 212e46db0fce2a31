from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from config.env import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
OURS = PROJECT["tool"]["importlinter"]["root_packages"]
# What a command for developers loads when it is called, and nothing else (docs/decisions/0016).
TRAINING = REPOSITORY / "ai" / "local" / "tuned" / "training"


def _imported() -> set[str]:
    """The first word of every absolute import in our packages."""
    found = set()
    for package in OURS:
        for path in (REPOSITORY / package).rglob("*.py"):
            if TRAINING in path.parents:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    found.add(str(node.module).partition(".")[0])
    return found - set(OURS) - sys.stdlib_module_names


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_is_declared() -> None:
    declared = {_normal(re.match(r"[\w.-]+", line)[0]) for line in PROJECT["project"]["dependencies"]}
    distributions = packages_distributions()
    missing = {
        name
        for name in _imported()
        if not {_normal(distribution) for distribution in distributions.get(name, [name])} & declared
    }
    assert missing == set()
