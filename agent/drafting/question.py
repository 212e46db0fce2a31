"""What a draft has to answer. It looks past a hand-over, and past the wish for a person."""

from __future__ import annotations

from agent.respond.situation import TURNS_AT_MOST, Situation, as_turn
from agent.understanding import small_talk_in
from agent.understanding.person import has_pattern
from agent.understanding.sentences import sentences_of
from conversations.models import Message
from tickets.models import Ticket

LOOKED_BACK = 30


def message_to_answer(ticket: Ticket) -> int | None:
    """The customer's newest message."""
    theirs = Message.objects.filter(
        discussion=ticket.discussion_id, author=Message.Author.CUSTOMER, deleted_at=None
    )
    return theirs.order_by("-pk").values_list("pk", flat=True).first()


def load_question(ticket: Ticket, message: Message) -> Situation:
    """The situation at a message of the customer; `question` is empty when nothing asks for anything."""
    recent = Message.objects.filter(discussion=ticket.discussion_id, pk__lte=message.pk, deleted_at=None)
    talk = recent.public().exclude(author=Message.Author.SYSTEM)
    turns = list(reversed(talk.order_by("-pk")[:LOOKED_BACK]))
    asked = _latest_asked(turns)
    first = asked[0].pk if asked else message.pk
    history = [turn for turn in turns if turn.pk < first][-TURNS_AT_MOST:]
    return Situation(
        ticket=ticket,
        message=message,
        question="\n".join(_asks(turn.body) for turn in asked),
        history=tuple(as_turn(turn) for turn in history),
        clarified_in_a_row=0,
    )


def _latest_asked(turns: list[Message]) -> list[Message]:
    """The customer's messages nobody has answered that ask something, else the latest one that does."""
    asked: list[Message] = []
    for turn in reversed(turns):
        if turn.author != Message.Author.CUSTOMER:
            if asked:
                break
            continue
        if _asks(turn.body):
            asked.insert(0, turn)
    return asked


def _asks(body: str) -> str:
    """The message without greetings, thanks and the wish for a person, which no article answers."""
    kept = (part for part in sentences_of(body) if small_talk_in(part) is None and not has_pattern(part))
    return " ".join(kept)
