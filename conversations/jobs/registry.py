from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Handler = Callable[..., None]


class UnknownJob(Exception):
    """A job whose app is not installed here, or was renamed."""


@dataclass(frozen=True)
class Registration:
    handler: Handler
    attempts: int
    on_failure: Handler | None


_handlers: dict[str, Registration] = {}


def job(name: str, *, attempts: int = 5, on_failure: Handler | None = None) -> Callable[[Handler], Handler]:
    """Register `handler(claim, **arguments)` for the jobs of this name.

    A handler that raises is tried again with a growing delay, `attempts` times in all; after the
    last one `on_failure(**arguments)` is called, so that nothing ends in silence.
    """

    def register(handler: Handler) -> Handler:
        _handlers[name] = Registration(handler, attempts, on_failure)
        return handler

    return register


def registration_for(name: str) -> Registration:
    """Raises UnknownJob when no app of this process handles jobs of this name."""
    try:
        return _handlers[name]
    except KeyError:
        raise UnknownJob(f"No handler is registered for {name}.") from None
