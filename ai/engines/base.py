"""What every engine can do."""

from collections.abc import Callable
from typing import Protocol

from ai.types import Analysis, AnalysisRequest, Answer, AnswerRequest, Sentence, Summary, SummaryRequest

OnSentence = Callable[[Sentence], None]


class Engine(Protocol):
    name: str

    def answer(self, request: AnswerRequest, on_sentence: OnSentence | None = None) -> Answer:
        """Answer from the request's sources alone; `on_sentence` hears each sentence as soon as it stands.

        Raises ProviderError when no answer could be had.
        """
        ...

    def summarise(self, request: SummaryRequest) -> Summary:
        """Sum up a thread from its messages alone; each line names those it rests on.

        Raises ProviderError when no summary could be had.
        """
        ...

    def analyse(self, request: AnalysisRequest) -> Analysis:
        """Find the work to be done that shows in a chat; each suggestion names the messages it rests on.

        Raises ProviderError when no analysis could be had.
        """
        ...
