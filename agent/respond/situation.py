from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agent.models import Outcome, Run
from agent.understanding import says_it_helped
from ai.types import Turn
from conversations.models import Message
from knowledge.audience import Traits
from tickets.models import Ticket

TURNS_AT_MOST = 10
CLARIFY_AT_MOST = 2


@dataclass(frozen=True)
class Situation:
    """Where a ticket stands when the AI is asked to respond to a message."""

    ticket: Ticket
    message: Message
    question: str
    history: tuple[Turn, ...]
    clarified_in_a_row: int
    is_dissatisfied: bool = False
    # What the customer was shown right before, if it is open whether it helped.
    outcome: Outcome | None = None
    # The question with what it leans on, once that was looked at.
    looked_up: str = ""

    @property
    def asked(self) -> str:
        """What the knowledge is searched for."""
        return self.looked_up or self.question

    @property
    def may_ask_back(self) -> bool:
        return self.clarified_in_a_row < CLARIFY_AT_MOST

    @property
    def verdict(self) -> bool | None:
        """What the message says of it, if it plainly says yes or no and nothing else."""
        return says_it_helped(self.question) if self.outcome is not None else None

    def was_passed_over(self, articles: Sequence[dict[str, Any]]) -> bool:
        """The best of these is what was offered first right before, and the customer went on writing."""
        before = self.outcome.articles if self.outcome is not None else []
        return bool(before and articles) and before[0]["passage_id"] == articles[0]["passage_id"]

    @property
    def traits(self) -> Traits:
        customer = self.ticket.customer
        return Traits(country=customer.country, plan=customer.plan, segment=customer.segment)


def load_situation(message_id: int) -> Situation:
    message = Message.objects.select_related("discussion", "customer").get(pk=message_id)
    ticket = Ticket.objects.for_detail().select_related("tenant").get(discussion=message.discussion)
    recent = Message.objects.filter(
        discussion=message.discussion, pk__lte=message.pk, deleted_at=None
    ).public()
    turns = list(reversed(recent.order_by("-pk")[: TURNS_AT_MOST + 5]))
    done_with = _done_with(ticket)
    unanswered = _since_latest_answer(turns, done_with)
    answered = turns[: len(turns) - len(unanswered)]
    history = answered[-TURNS_AT_MOST:]
    return Situation(
        ticket=ticket,
        message=message,
        question="\n".join(turn.body for turn in unanswered).strip(),
        history=tuple(as_turn(turn) for turn in history if turn.author != Message.Author.SYSTEM),
        clarified_in_a_row=_clarified_in_a_row(ticket),
        outcome=_open_outcome([turn for turn in answered if turn.pk not in done_with]),
    )


def _done_with(ticket: Ticket) -> set[int]:
    """The messages that took no answer, such as "ok": they are no part of the next question."""
    runs = Run.objects.filter(ticket=ticket, purpose=Run.Purpose.TURN, decision=Run.Decision.IGNORE)
    return set(runs.order_by("-pk").values_list("message", flat=True)[:TURNS_AT_MOST])


def _open_outcome(answered: list[Message]) -> Outcome | None:
    """Of the latest thing that was said before the customer's unanswered messages."""
    if not answered or answered[-1].author != Message.Author.AI:
        return None
    return Outcome.objects.open().filter(message=answered[-1]).select_related("run", "message").first()


def newest_customer_message(ticket: Ticket) -> int | None:
    messages = Message.objects.filter(
        discussion=ticket.discussion_id, author=Message.Author.CUSTOMER, deleted_at=None
    )
    return messages.order_by("-pk").values_list("pk", flat=True).first()


def _since_latest_answer(turns: list[Message], done_with: set[int]) -> list[Message]:
    """The customer's messages nobody has answered: two sent in a row are one question."""
    unanswered: list[Message] = []
    for turn in reversed(turns):
        if turn.author != Message.Author.CUSTOMER or turn.pk in done_with:
            break
        unanswered.insert(0, turn)
    return unanswered


def as_turn(message: Message) -> Turn:
    role = {"customer": "customer", "ai": "ai", "member": "member"}[message.author]
    return Turn(role=role, text=message.body)


def _clarified_in_a_row(ticket: Ticket) -> int:
    count = 0
    turns = Run.objects.filter(ticket=ticket, purpose=Run.Purpose.TURN)
    for decision in turns.order_by("-pk").values_list("decision", flat=True)[:5]:
        if decision != Run.Decision.CLARIFY:
            break
        count += 1
    return count
