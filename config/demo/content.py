"""Reads the demo's content: what its files say, with nothing of the database in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
TENANTS = ("launchpad", "harbor")


@dataclass(frozen=True)
class ArticleText:
    slug: str
    title: str
    kind: str
    category: str
    body: str
    audience: list[dict[str, list[str]]]
    state: str
    enabled: bool


class TenantContent:
    """One tenant's folder."""

    def __init__(self, folder: str) -> None:
        self.path = CONTENT / folder
        self.tenant = self._toml("tenant")

    @property
    def customers(self) -> list[dict[str, Any]]:
        return list(self._toml("customers")["customer"])

    @property
    def tickets(self) -> list[dict[str, Any]]:
        return list(self._toml("tickets")["ticket"])

    @property
    def guidance(self) -> dict[str, list[dict[str, Any]]]:
        """`pack` and `playbook`, each with its `rule`s."""
        return self._toml("guidance")

    @property
    def known_issues(self) -> bytes | None:
        path = self.path / "known_issues.json"
        return path.read_bytes() if path.exists() else None

    def articles(self) -> Iterator[ArticleText]:
        for path in sorted((self.path / "articles").glob("*.md")):
            yield _read_article(path)

    def _toml(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.path / f"{name}.toml").read_text())


def _read_article(path: Path) -> ArticleText:
    _empty, front_matter, body = path.read_text().split("+++\n", 2)
    head = tomllib.loads(front_matter)
    return ArticleText(
        slug=path.stem,
        title=head["title"],
        kind=head["kind"],
        category=head["category"],
        body=body.strip(),
        audience=head.get("audience", []),
        state=head.get("state", "published"),
        enabled=head.get("enabled", True),
    )
