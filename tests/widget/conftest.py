from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Tenant
from conversations.models import Channel
from tests.factories import ChannelFactory


@dataclass
class Visitor:
    """A browser with a widget's key, speaking the JSON API."""

    key: str
    token: str = ""
    client: Client = field(default_factory=Client)
    opened: dict[str, Any] = field(default_factory=dict)

    def open(self, **payload: Any) -> Any:
        response = self.send("post", "sessions", {"key": self.key, **payload})
        if response.status_code in (200, 201):
            self.opened = response.json()
            self.token = self.opened["token"]
        return response

    def write(self, text: str = "How do I export my data?", **fields: Any) -> Any:
        return self.send("post", "messages", {"text": text, **fields})

    def read(self, after: int = 0, **fields: Any) -> Any:
        return self.send("get", "messages", {"after": after, **fields})

    def upload(self, name: str = "notes.txt", content: bytes = b"Hello", **headers: Any) -> Any:
        headers.setdefault("Authorization", f"Bearer {self.token}")
        data = {"file": SimpleUploadedFile(name, content)}
        return self.client.post("/api/widget/files", data, headers=headers)

    def attach(self, name: str = "notes.txt", content: bytes = b"Hello") -> int:
        """The id of a file that waits."""
        return int(self.upload(name, content).json()["file"]["id"])

    def send(self, method: str, path: str, data: Any = None, **headers: Any) -> Any:
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        options: dict[str, Any] = {} if method == "get" else {"content_type": "application/json"}
        return getattr(self.client, method)(f"/api/widget/{path}", data, headers=headers, **options)


@pytest.fixture(autouse=True)
def _fresh_counts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """And all within one minute: what is counted by the minute would begin anew in the next."""
    monkeypatch.setattr("accounts.throttle.time", SimpleNamespace(time=lambda: 30.0))
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def known_jobs() -> None:
    """Jobs are known once their modules are loaded, as in a worker."""
    import agent.tasks  # noqa: F401
    import conversations.tasks  # noqa: F401


@pytest.fixture
def visitor(widget: Channel) -> Visitor:
    """Someone with an open session in launchpad's widget."""
    visitor = Visitor(widget.public_key)
    assert visitor.open().status_code == 201
    return visitor


@pytest.fixture
def new_visitor(widget: Channel) -> Callable[[], Visitor]:
    def make() -> Visitor:
        return Visitor(widget.public_key)

    return make


@pytest.fixture
def harbor_widget(harbor: Tenant) -> Channel:
    return ChannelFactory(tenant=harbor, name="Renters", public_key="harbor-widget")


def code_of(response: Any) -> str:
    """The code of a refusal, after checking that it says all a refusal says."""
    error = response.json()["error"]
    assert set(error) == {"code", "message", "what_to_do"}
    assert error["message"]
    assert error["what_to_do"]
    return str(error["code"])
