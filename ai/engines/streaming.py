"""A structured reply of a provider, read as it streams in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from openai import Stream
from openai.types.chat import ChatCompletionChunk

from ai.errors import ProviderError
from ai.provider import client
from ai.types import Usage

TEMPERATURE = 0.2


class Listener(Protocol):
    def start_over(self) -> None: ...

    def add(self, chunk: ChatCompletionChunk) -> None: ...


@dataclass
class Received:
    """What has come so far. `usage` is that of all attempts: each is billed."""

    content: str = ""
    refusal: str = ""
    finish_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    spent_before: Usage = field(default_factory=Usage)

    def start_over(self) -> None:
        self.content = self.refusal = self.finish_reason = ""
        self.spent_before = self.usage

    def add(self, chunk: ChatCompletionChunk) -> None:
        if chunk.usage:
            # Some servers tell with every chunk what it comes to so far.
            self.usage = self.spent_before + Usage(
                prompt_tokens=chunk.usage.prompt_tokens or 0,
                completion_tokens=chunk.usage.completion_tokens or 0,
            )
        for choice in chunk.choices or []:
            self.finish_reason = choice.finish_reason or self.finish_reason
            self.refusal += choice.delta.refusal or ""
            self.content += choice.delta.content or ""

    def check_whole(self) -> None:
        """Raises ProviderError when it is not a whole reply."""
        if self.refusal:
            raise ProviderError("refusal", self.refusal[:300])
        if self.finish_reason in ("length", "content_filter"):
            raise ProviderError(
                "truncated" if self.finish_reason == "length" else "content_filter", self.content[-100:]
            )
        if not self.content.strip():
            raise ProviderError("empty", "The reply has no content.", retryable=True)


@contextmanager
def billed(received: Received) -> Iterator[None]:
    """What the body raises of the provider tells what was used until then."""
    try:
        yield
    except ProviderError as error:
        error.usage = received.usage
        raise


def ask(
    listener: Listener, *, model: str, messages: list[dict[str, str]], response_format: dict[str, Any]
) -> None:
    """Ask once and let the listener hear all of it. Raises what the SDK raises, and ProviderError."""
    listener.start_over()
    call: Callable[..., Any] = client().chat.completions.create
    with call(
        model=model,
        messages=messages,
        response_format=response_format,
        temperature=TEMPERATURE,
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        _read(stream, listener)


def _read(stream: Stream[ChatCompletionChunk], listener: Listener) -> None:
    if "event-stream" not in stream.response.headers.get("content-type", ""):
        # Some compatible servers report an error, or answer unstreamed, with status 200.
        raise ProviderError("invalid_response", stream.response.read().decode(errors="replace")[:300])
    for chunk in stream:
        listener.add(chunk)
