"""What every engine can do."""

from collections.abc import Callable
from typing import Protocol

from ai.types import (
    Analysis,
    AnalysisRequest,
    Answer,
    AnswerRequest,
    Assessment,
    Sentence,
    Summary,
    SummaryRequest,
    TicketToTriage,
    Triage,
)

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

    def assess(self, request: TicketToTriage) -> Assessment:
        """What must be asked before the ticket can be triaged; nothing where it says enough.

        Raises ProviderError when that could not be had.
        """
        ...

    def triage(self, request: TicketToTriage) -> Triage:
        """The ticket's category, one of the request's, its severity, and what is to be done next.

        Raises ProviderError when no triage could be had.
        """
        ...

    def analyse(self, request: AnalysisRequest) -> Analysis:
        """Find the work to be done that shows in a chat; each suggestion names the messages it rests on.

        Raises ProviderError when no analysis could be had.
        """
        ...
