"""Answers by OpenAI or a compatible server: structured, streamed, held to the passages it was given."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pydantic_core
from openai.types.chat import ChatCompletionChunk
from pydantic import ValidationError

from ai import conf
from ai.engines import prompt
from ai.engines.base import OnSentence
from ai.engines.openai_analysis import analyse
from ai.engines.openai_summary import summarise
from ai.engines.openai_triage import assess, triage
from ai.engines.streaming import Received, ask, billed
from ai.errors import ProviderError
from ai.grounding import is_borne, is_fair_question
from ai.provider import with_retries
from ai.types import (
    Analysis,
    AnalysisRequest,
    Answer,
    AnswerRequest,
    Assessment,
    Prompted,
    Sentence,
    Summary,
    SummaryRequest,
    TicketToTriage,
    Triage,
)


class OpenAIEngine:
    name = "openai"

    def answer(self, request: AnswerRequest, on_sentence: OnSentence | None = None) -> Answer:
        reply = Reply(request=request, on_sentence=on_sentence)
        try:
            with billed(reply):
                # What the customer has begun to read is not written a second time.
                with_retries(lambda: self._ask(request, reply), may_repeat=lambda: not reply.told)
                return reply.to_answer(model=conf.model_for("answer"))
        except ProviderError as error:
            error.prompt = reply.prompted
            raise

    def summarise(self, request: SummaryRequest) -> Summary:
        return summarise(request, engine=self.name)

    def assess(self, request: TicketToTriage) -> Assessment:
        return assess(request, engine=self.name)

    def triage(self, request: TicketToTriage) -> Triage:
        return triage(request, engine=self.name)

    def analyse(self, request: AnalysisRequest) -> Analysis:
        return analyse(request, engine=self.name)

    def _ask(self, request: AnswerRequest, reply: "Reply") -> None:
        ask(
            reply,
            model=conf.model_for("answer"),
            messages=reply.messages,
            response_format=prompt.response_format(),
        )
        reply.finish()


@dataclass
class Reply(Received):
    """The model's reply as it arrives. Sentences are told once, in order, as soon as they are whole."""

    request: AnswerRequest = field(default_factory=lambda: AnswerRequest(question=""))
    on_sentence: OnSentence | None = None
    draft: prompt.Draft | None = None
    told: list[Sentence] = field(default_factory=list)

    @cached_property
    def messages(self) -> list[dict[str, str]]:
        return prompt.messages(self.request)

    @property
    def prompted(self) -> tuple[Prompted, ...]:
        return tuple(Prompted(**message) for message in self.messages)

    def add(self, chunk: ChatCompletionChunk) -> None:
        super().add(chunk)
        # A sentence is whole when the next one, or the next key, begins.
        if any(set(choice.delta.content or "") & set("{:") for choice in chunk.choices or []):
            self._tell_whole_sentences()

    def finish(self) -> None:
        """Check the whole reply; raises ProviderError when it is not what was asked for."""
        self.check_whole()
        try:
            self.draft = prompt.Draft.model_validate_json(self.content)
        except ValidationError as error:
            raise ProviderError("invalid_response", str(error)[:500]) from error
        if self.draft.kind == "answer" and not self._grounded(self.draft.sentences):
            raise ProviderError("ungrounded", "No sentence cites a passage it was given.")
        if self.draft.kind == "clarify" and not self._is_fair_question(
            self.draft.clarifying_question.strip()
        ):
            raise ProviderError(
                "invalid_response", "A clarifying reply without a question that may be asked."
            )

    def to_answer(self, *, model: str) -> Answer:
        if self.draft is None:
            raise ProviderError("empty", "There is no reply.")
        draft = self.draft
        sentences = tuple(self._grounded(draft.sentences)) if draft.kind == "answer" else ()
        kept = {sentence.text for sentence in sentences}
        return Answer(
            kind=draft.kind,
            sentences=sentences,
            struck=tuple(text for one in draft.sentences if (text := one.text.strip()) and text not in kept),
            confidence=self._confidence(draft, len(sentences)),
            clarifying_question=draft.clarifying_question.strip() if draft.kind == "clarify" else "",
            evidence={
                "stated_confidence": draft.confidence,
                "sentences_dropped": len(draft.sentences) - len(sentences),
            },
            prompt=self.prompted,
            engine=OpenAIEngine.name,
            model=model,
            usage=self.usage,
        )

    def _confidence(self, draft: prompt.Draft, kept: int) -> float:
        """What the model states, less the share of its sentences that rested on nothing."""
        share = kept / len(draft.sentences) if draft.sentences else 1.0
        return min(1.0, max(0.0, draft.confidence)) * share

    def _grounded(self, drafts: list[prompt.DraftSentence]) -> list[Sentence]:
        """The sentences that passages of the request bear; ids that it did not have are struck out."""
        sentences = []
        texts = self._texts
        for draft in drafts:
            cited = tuple(number for number in dict.fromkeys(draft.passage_ids) if number in texts)
            text = draft.text.strip()
            if cited and text and self._is_borne(text, [texts[number] for number in cited]):
                sentences.append(Sentence(text=text, passage_ids=cited))
        return sentences

    @cached_property
    def _texts(self) -> dict[int, str]:
        return {
            source.passage_id: f"{source.title}\n{source.heading}\n{source.text}"
            for source in self.request.citable
        }

    def _is_borne(self, text: str, passages: list[str]) -> bool:
        return is_borne(text, passages, question=self.request.question, rules=prompt.RULES)

    def _is_fair_question(self, text: str) -> bool:
        given = [self.request.question, *self._texts.values()]
        return bool(text) and is_fair_question(text, given, rules=prompt.RULES)

    def _tell_whole_sentences(self) -> None:
        if self.on_sentence is None:
            return
        try:
            partial = pydantic_core.from_json(self.content, allow_partial=True)
            drafts = [prompt.DraftSentence.model_validate(entry) for entry in _whole_entries(partial)]
        except (ValueError, TypeError):
            return  # Not JSON of our form, which finish() reports.
        for sentence in self._grounded(drafts)[len(self.told) :]:
            self.told.append(sentence)
            self.on_sentence(sentence)


def _whole_entries(partial: Any) -> list[Any]:
    if not isinstance(partial, dict) or partial.get("kind") != "answer":
        return []
    entries = partial.get("sentences", [])
    return entries if "clarifying_question" in partial else entries[:-1]
