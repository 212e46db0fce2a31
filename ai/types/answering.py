"""A question, the passages it may be answered from, and the answer."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from ai.types.base import Confidence, Frozen, Made


class Turn(Frozen):
    role: Literal["customer", "ai", "member"]
    text: str


class Source(Frozen):
    """A retrieved passage. `lexical` and `vector` are the two searches' scores, None where not found.

    `nearness` is the cosine with the passage and its sentences together, None where the local model did not
    make the vectors that were searched. `reading` is what is kept of the local engine's
    reading of it, if any.
    """

    passage_id: int
    article_id: int
    title: str
    heading: str = ""
    text: str
    score: float = 0.0
    lexical: float | None = None
    vector: float | None = None
    nearness: float | None = None
    reading: bytes | None = Field(default=None, repr=False, exclude=True)


class AnswerRequest(Frozen):
    """`question` stands alone (rewritten with the history where needed); `sources` are best first.

    `around` are passages beside the best ones in the same texts: not found by a search, and citable too.
    `guidance` is what the company wants of the wording. `languages` are those in which a customer may be
    answered, the first of them for everybody else; empty for `language` alone.
    """

    question: str
    history: tuple[Turn, ...] = ()
    sources: tuple[Source, ...] = ()
    around: tuple[Source, ...] = ()
    guidance: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ()

    @property
    def citable(self) -> tuple[Source, ...]:
        return (*self.sources, *self.around)


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


class Prompted(Frozen):
    """A message to a model, as it left: with placeholders for personal data."""

    role: str
    content: str


class Answer(Made):
    """`confidence` is the chance that the cited passage answers the question; `evidence` is what it rests on.
    `struck` are a model's sentences that no passage bears, which nobody is told; `prompt` what a provider's
    model was told, in vain or not.

    `none`: the sources do not answer it. `clarify`: the question is too vague to tell.
    """

    kind: Literal["answer", "clarify", "none"]
    sentences: tuple[Sentence, ...] = ()
    struck: tuple[str, ...] = ()
    confidence: Confidence
    clarifying_question: str = ""
    evidence: dict[str, float] = Field(default_factory=dict)
    prompt: tuple[Prompted, ...] = ()

    @property
    def text(self) -> str:
        return join_sentences(self.sentences)

    @property
    def passage_ids(self) -> tuple[int, ...]:
        """The cited passages in the order of their first citation."""
        return tuple(dict.fromkeys(number for sentence in self.sentences for number in sentence.passage_ids))
