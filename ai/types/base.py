"""What all requests and results have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Confidence = Annotated[float, Field(ge=0, le=1)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Usage(Frozen):
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
        )


class Made(Frozen):
    """What an engine made, and which one did.

    `fallback_from` is the engine that should have made it, `fallback_reason` the kind of its error.
    """

    engine: str
    model: str
    usage: Usage = Usage()
    fallback_from: str = ""
    fallback_reason: str = ""
