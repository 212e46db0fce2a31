"""What the widget's API takes, checked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from channels_app.widget import errors
from channels_app.widget.complaints import complaint
from conversations.attachments import FILES_AT_MOST
from conversations.models.journey import NAME_MAX_CHARACTERS, URL_MAX_CHARACTERS
from conversations.reactions import EMOJIS
from conversations.text import readable, storable
from tickets.models.csat import COMMENT_MAX_CHARACTERS

MOST_TRAITS = 20
MOST_STEPS = 20


def _storable(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


# Cleaned before anything is asked of it: nobody can see, and so correct, what a constraint would refuse.
Clean = BeforeValidator(_storable)
Text = Annotated[str, Clean]
# Of what members read in a list: nothing that can not be seen, or that turns the text beside it.
Seen = BeforeValidator(lambda value: readable(value) if isinstance(value, str) else value)
Id = Annotated[int, Field(strict=True, ge=1, lt=2**63)]
TraitName = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
TraitText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
TraitValue = Annotated[TraitText | bool | int | FiniteFloat | None, Clean]
Traits = Annotated[dict[TraitName, TraitValue], Field(max_length=MOST_TRAITS)]


class Identity(BaseModel):
    """A user id of the tenant's own site and the proof that the site's server vouches for it."""

    user_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Clean]
    signature: Annotated[str, StringConstraints(max_length=200), Clean]


class OpenSession(BaseModel):
    key: Annotated[str, StringConstraints(max_length=40), Clean]
    identity: Identity | None = None
    traits: Traits = {}


class PostMessage(BaseModel):
    """`attachments` are ids of files that were taken in before; with one, the text may be empty."""

    text: Text
    client_id: Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    attachments: Annotated[list[Id], Field(max_length=FILES_AT_MOST)] = []


class React(BaseModel):
    message_id: Id
    emoji: Annotated[str, Clean]
    given: Annotated[bool, Field(strict=True)]

    @field_validator("emoji")
    @classmethod
    def _is_offered(cls, emoji: str) -> str:
        if emoji not in dict(EMOJIS):
            raise PydanticCustomError("not_offered", "Not one of those to react with")
        return emoji


class JourneyStep(BaseModel):
    """A page that was viewed, or an event that the site tells of, so many seconds before it was sent.

    Not a moment: nobody knows what the browser's clock shows.
    """

    client_id: Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
    kind: Literal["page_view", "event"]
    name: Annotated[str, StringConstraints(max_length=NAME_MAX_CHARACTERS), Clean] = ""
    url: Annotated[str, StringConstraints(max_length=URL_MAX_CHARACTERS), Clean] = ""
    properties: Traits = {}
    seconds_ago: FiniteFloat = 0

    @field_validator("name")
    @classmethod
    def _is_an_events_name(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("kind") == "event" and not readable(name):
            raise PydanticCustomError("string_too_short", "An event has a name")
        return name


class TellJourney(BaseModel):
    events: Annotated[list[JourneyStep], Field(max_length=MOST_STEPS)]


class Rate(BaseModel):
    """How it was, from 1 (very bad) to 5; no comment leaves an earlier one as it is."""

    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    comment: Annotated[str, StringConstraints(max_length=COMMENT_MAX_CHARACTERS), Clean] | None = None


class EditSuggestion(BaseModel):
    """What the customer changed before the ticket; what is left out stays as suggested."""

    model_config = ConfigDict(extra="forbid")

    title: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Seen] | None
    ) = None
    summary: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Seen] | None
    ) = None
    priority: Literal["low", "medium", "high", "critical"] | None = None
    category: Annotated[str, StringConstraints(max_length=60), Clean] | None = None


class GiveFeedback(BaseModel):
    """How good the ticket is, from 1 to 5."""

    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    comment: Annotated[str, StringConstraints(max_length=COMMENT_MAX_CHARACTERS), Seen] = ""


class SayWhether(BaseModel):
    """Whether what a message showed helped; of an offer, which of its articles did."""

    message_id: Id
    helped: Annotated[bool, Field(strict=True)]
    article_id: Id | None = None


Payload = TypeVar("Payload", bound=BaseModel)


def read(kind: type[Payload], data: Any) -> Payload:
    """The request's data as `kind`. Raises errors.Refusal naming the first field that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise errors.input_invalid(complaint(kind, error.errors()[0])) from None


def read_moment(text: str) -> datetime | None:
    """A moment from a query string; None for none. Raises errors.Refusal."""
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        moment = None
    if text and (moment is None or moment.tzinfo is None):
        raise errors.input_invalid("changed_since: write a moment as 2026-01-31T09:00:00+00:00")
    return moment


def read_message_id(text: str) -> int:
    """An id from a query string. Raises errors.Refusal."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise errors.input_invalid("after: write the id of a message")
    return int(text)
