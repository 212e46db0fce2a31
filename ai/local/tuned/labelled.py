"""The labelled texts in ai/training, as their files have them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

FOLDER = Path(__file__).resolve().parents[2] / "training"


class BadExamples(ValueError):
    """A file of labelled texts is not of the form it should be; the message names file and line."""


class Sentence(BaseModel):
    """`says` is whether it says what is to be learned; `source` names where it is from, if it is not ours."""

    text: str
    says: bool
    source: str = ""
    split: Literal["train", "held-out"]


class Turn(BaseModel):
    role: Literal["user", "assistant"]
    content: str
    dissatisfied: bool = False


class Conversation(BaseModel):
    """`asks_for_human_at` is the place in `turns` at which the customer asks for a person, from 0."""

    turns: list[Turn]
    asks_for_human_at: int | None = None


class LabelledConversation(Conversation):
    """Those of "train" are learned from, the others only weigh what stands around a message."""

    split: Literal["train", "dev", "fresh"] = "train"


class Ticket(BaseModel):
    """One that says too little is `vague` and has no category."""

    text: str
    category: str
    vague: bool = False


class Clause(BaseModel):
    text: str
    label: Literal["issue", "detail", "chat", "resolved"]
    category: str = ""
    priority: str = ""


class Urgency(BaseModel):
    """A whole message, whether there is work in it or not: what it is about and how urgent that is."""

    text: str
    category: str
    priority: str


class ChatMessage(BaseModel):
    id: str
    role: Literal["user", "assistant"]
    content: str


class ExpectedIssue(BaseModel):
    category: str
    priority: str
    message_ids: Annotated[list[str], Field(min_length=1)]


class Chat(BaseModel):
    messages: list[ChatMessage]
    expected: list[ExpectedIssue]


Row = TypeVar("Row", bound=BaseModel)


def read_rows(path: Path, shape: type[Row]) -> list[Row]:
    """Raises BadExamples for a line that is not of the shape."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            rows.append(shape.model_validate_json(line))
        except ValidationError as error:
            raise BadExamples(f"{path}, line {number}: {error}") from error
    return rows
