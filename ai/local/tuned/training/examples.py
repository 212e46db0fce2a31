"""What the model is tuned on: the labelled texts in ai/training, as examples of each head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from ai.local.tuned.context import around_message, told_before
from ai.local.tuned.heads import LABELS, Head
from ai.local.tuned.labelled import (
    Chat,
    Clause,
    Conversation,
    LabelledConversation,
    Sentence,
    Ticket,
    Urgency,
    read_rows,
)
from ai.local.tuned.training.example import Example

# What thresholds and the bar are chosen on, and what is only measured, is not learned from.
CHATS = (
    "chats_train",
    "chats_train_2",
    "chats_train_3",
    "chats_train_4",
    "chats_train_5",
    "chats_train_6",
    "chats_train_7",
    "chats_train_8",
    "chats_train_9",
    "chats_train_10",
    "chats_train_11",
    "chats_train_12",
    "chats_dev",
    "chats_dev_2",
    "chats_dev_3",
)
TICKETS = ("examples", "tickets_restaurants", "tickets_telecom")


def examples(folder: Path) -> dict[Head, list[Example]]:
    """All that may be learned from, by head."""
    wishes, complaints = (
        [one for one in read_rows(folder / name, Sentence) if one.split == "train"]
        for name in ("wishes.jsonl", "complaints.jsonl")
    )
    conversations = [
        one for one in read_rows(folder / "conversations.jsonl", LabelledConversation) if one.split == "train"
    ]
    clauses = read_rows(folder / "chat_sentences.jsonl", Clause)
    chats = [chat for name in CHATS for chat in read_rows(folder / f"{name}.jsonl", Chat)]
    tickets = [one for name in TICKETS for one in read_rows(folder / "triage" / f"{name}.jsonl", Ticket)]
    stated = [(one.text, one.category, one.priority) for one in clauses if one.label == "issue"]
    stated += [
        (one.text, one.category, one.priority) for one in read_rows(folder / "urgencies.jsonl", Urgency)
    ]
    stated += chain.from_iterable(map(issues_of, chats))
    return {
        "wish": [
            *(Example(one.text, one.says) for one in wishes),
            *chain.from_iterable(map(_wishes_of, conversations)),
        ],
        "complains": [
            *(Example(one.text, one.says) for one in complaints),
            *chain.from_iterable(map(complaints_of, conversations)),
        ],
        "matters": [
            *chain.from_iterable(map(_only_messages, clauses)),
            *chain.from_iterable(map(matters_of, chats)),
        ],
        "clause": [Example(one.text, LABELS["clause"].index(one.label)) for one in clauses],
        "category": [Example(text, LABELS["category"].index(name)) for text, name, _urgency in stated],
        "priority": [Example(text, LABELS["priority"].index(name)) for text, _kind, name in stated],
        "topic": [Example(one.text, LABELS["topic"].index(one.category)) for one in tickets if not one.vague],
    }


def _wishes_of(conversation: Conversation) -> Iterator[Example]:
    """Up to the first message that asks for a person: whoever has asked once is not asked of again."""
    asks_at = conversation.asks_for_human_at
    for place, turn in enumerate(conversation.turns):
        if turn.role == "user" and (asks_at is None or place <= asks_at):
            yield Example(turn.content, place == asks_at)


def complaints_of(conversation: Conversation) -> Iterator[Example]:
    told: list[str] = []
    for turn in conversation.turns:
        if turn.role == "assistant":
            told.append(turn.content)
        else:
            yield Example(turn.content, turn.dissatisfied, told_before(told))


def _only_messages(clause: Clause) -> Iterator[Example]:
    """A clause as all that a chat holds yet; a mere detail of something is no such chat."""
    if clause.label != "detail":
        yield Example(clause.text, clause.label == "issue", around_message([(True, clause.text)], 0))


def matters_of(chat: Chat) -> Iterator[Example]:
    """Each message of the customer: whether an issue rests on it.

    One that does did so when it was the latest, too; of others it is not known.
    """
    rests_on = {name for issue in chat.expected for name in issue.message_ids}
    said = [(message.role == "user", message.content) for message in chat.messages]
    for place, message in enumerate(chat.messages):
        if message.role != "user":
            continue
        yield Example(message.content, message.id in rests_on, around_message(said, place))
        if message.id in rests_on and said[place + 1 :]:
            yield Example(message.content, True, around_message(said[: place + 1], place))


def issues_of(chat: Chat) -> list[tuple[str, str, str]]:
    """All that is said of each issue, with its category and priority."""
    said: Mapping[str, str] = {message.id: message.content for message in chat.messages}
    return [
        (_joined([said[name] for name in issue.message_ids]), issue.category, issue.priority)
        for issue in chat.expected
    ]


def _joined(texts: Sequence[str]) -> str:
    return ". ".join(texts)
