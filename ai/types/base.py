"""What all requests and results have in common."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# Control characters but for tab and newline, halves of a surrogate pair, and the marks that turn the reading
# direction: JSON can say them all, a database refuses some, and people can't read any.
UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _readable(text: object) -> object:
    return UNREADABLE.sub("", text) if isinstance(text, str) else text


Confidence = Annotated[float, Field(ge=0, le=1)]
# In an Annotated before other constraints: what is left must hold them.
Readable = BeforeValidator(_readable)


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

    `fallback_from` is the engine that should have made it, `fallback_reason` the kind of its error,
    `fallback_model` and `fallback_usage` what it was asked with and bills all the same.
    """

    engine: str
    model: str
    usage: Usage = Usage()
    fallback_from: str = ""
    fallback_reason: str = ""
    fallback_model: str = ""
    fallback_usage: Usage = Usage()
