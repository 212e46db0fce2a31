"""What goes into an engine and what comes out, the same for every engine."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Part = Literal["wants", "happened", "open"]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(Frozen):
    role: Literal["customer", "ai", "member"]
    text: str


class Source(Frozen):
    """A retrieved passage. `lexical` and `vector` are the two searches' scores, None where not found."""

    passage_id: int
    article_id: int
    title: str
    heading: str = ""
    text: str
    score: float = 0.0
    lexical: float | None = None
    vector: float | None = None


class AnswerRequest(Frozen):
    """`question` stands alone (rewritten with the history where needed); `sources` are best first.

    `guidance` is what the company wants of the wording. `languages` are those in which a customer may be
    answered, the first of them for everybody else; empty for `language` alone.
    """

    question: str
    history: tuple[Turn, ...] = ()
    sources: tuple[Source, ...] = ()
    guidance: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ()


class Sentence(Frozen):
    """A piece of an answer (Markdown: a sentence, or a whole list of steps) and the passages it rests on."""

    text: str
    passage_ids: tuple[int, ...]


def join_sentences(sentences: Sequence[Sentence]) -> str:
    """The sentences as Markdown: side by side, and blocks (lists, tables) apart."""
    text = ""
    for sentence in sentences:
        apart = "\n" in sentence.text or "\n" in text.rpartition("\n\n")[2]
        text += (("\n\n" if apart else " ") if text else "") + sentence.text
    return text


class Usage(Frozen):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Answer(Frozen):
    """`confidence` is the chance that the cited passage answers the question; `evidence` is what it rests on.

    `fallback_from` is the engine that should have answered, `fallback_reason` the kind of its error.
    `none`: the sources do not answer it. `clarify`: the question is too vague to tell.
    """

    kind: Literal["answer", "clarify", "none"]
    sentences: tuple[Sentence, ...] = ()
    confidence: Confidence
    clarifying_question: str = ""
    evidence: dict[str, float] = Field(default_factory=dict)
    engine: str
    model: str
    usage: Usage = Usage()
    fallback_from: str = ""
    fallback_reason: str = ""

    @property
    def text(self) -> str:
        return join_sentences(self.sentences)

    @property
    def passage_ids(self) -> tuple[int, ...]:
        """The cited passages in the order of their first citation."""
        return tuple(dict.fromkeys(number for sentence in self.sentences for number in sentence.passage_ids))


class ThreadMessage(Frozen):
    """One message of a thread. A note is a member's word to colleagues, which the customer never sees."""

    id: int
    role: Literal["customer", "ai", "member", "note", "system"]
    text: str


class SummaryRequest(Frozen):
    """`messages` are in their order, oldest first; `language` is the one to write in."""

    subject: str = ""
    messages: tuple[ThreadMessage, ...]
    language: str = "en"


class SummaryLine(Frozen):
    """`wants`: what the customer wants. `happened`: what was done and how it stands. `open`: a question that
    nobody has answered. Every line rests on messages of the thread."""

    part: Part
    text: str
    message_ids: tuple[int, ...]


class Summary(Frozen):
    lines: tuple[SummaryLine, ...] = ()
    engine: str
    model: str
    usage: Usage = Usage()
    fallback_from: str = ""
    fallback_reason: str = ""
