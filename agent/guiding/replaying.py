"""A rule held against tickets as they were: message by message, until people took over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agent.guiding.facts import Said, asked_back_in, count_unhelpful, is_open
from agent.models import Run
from agent.understanding import intents_in, sentiment_of
from conversations.models import Message
from guidance.evaluation import Play, PlayRule, Situation, evaluate
from tickets.models import BusinessHours, Ticket, TicketEvent

TEXT_AT_MOST = 4000
MESSAGES_AT_MOST = 40


@dataclass(frozen=True)
class Hit:
    ticket_id: int
    message_id: int
    why: tuple[str, ...]


@dataclass
class Past:
    """What happened in some tickets, in a number of queries that does not grow with them."""

    messages: dict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))
    confidences: dict[int, float | None] = field(default_factory=dict)
    asked_back: set[int] = field(default_factory=set)
    categories: dict[int, list[tuple[datetime, str]]] = field(default_factory=lambda: defaultdict(list))
    handed_over_at: dict[int, datetime] = field(default_factory=dict)


def replay(tickets: Sequence[Ticket], rule: PlayRule, schedules: Sequence[BusinessHours]) -> Iterator[Hit]:
    """The tickets it would have caught. They must have their customer and category loaded."""
    past = _load(tickets)
    play = Play("", (rule,))
    for ticket in tickets:
        for message, situation in _situations(ticket, past, schedules, rule):
            result = evaluate([play], situation).results[0]
            if result.fired:
                yield Hit(ticket.pk, message.pk, tuple(check.why for check in result.checks))
                break


def _load(tickets: Sequence[Ticket]) -> Past:
    keys, past = [ticket.pk for ticket in tickets], Past()
    messages = Message.objects.filter(discussion__ticket__in=keys, deleted_at=None).public()
    for message in messages.order_by("pk").only("discussion_id", "author", "body", "created_at"):
        past.messages[message.discussion_id].append(message)
    turns = Run.objects.filter(ticket__in=keys, purpose=Run.Purpose.TURN)
    past.confidences = dict(turns.values_list("message", "confidence"))
    past.asked_back = asked_back_in(keys)
    kinds = [TicketEvent.Kind.CATEGORY, TicketEvent.Kind.ESCALATED]
    for event in TicketEvent.objects.filter(ticket__in=keys, kind__in=kinds).order_by("pk"):
        if event.kind == TicketEvent.Kind.CATEGORY:
            past.categories[event.ticket_id].append((event.created_at, event.data["to"]))
        else:
            past.handed_over_at.setdefault(event.ticket_id, event.created_at)
    return past


def _situations(
    ticket: Ticket, past: Past, schedules: Sequence[BusinessHours], rule: PlayRule
) -> Iterator[tuple[Message, Situation]]:
    """Where the ticket stood at each message of the customer that was the AI's to answer."""
    said: list[Said] = []
    unanswered: list[str] = []
    handed_over_at = past.handed_over_at.get(ticket.pk)
    for message in past.messages[ticket.discussion_id][:MESSAGES_AT_MOST]:
        is_too_late = handed_over_at is not None and message.created_at > handed_over_at
        if message.author == Message.Author.MEMBER or is_too_late:
            return
        text = message.body[:TEXT_AT_MOST]
        said.append(Said(message.author, text, message.pk in past.asked_back))
        if message.author != Message.Author.CUSTOMER:
            unanswered = []
            continue
        unanswered.append(text)
        question = "\n".join(unanswered)
        yield (
            message,
            Situation(
                text=question,
                # What the rule does not ask for need not be heard in thousands of messages.
                intents=intents_in(question) if rule.conditions.intents else frozenset(),
                sentiment=sentiment_of(question),
                category=_category_at(ticket, message.created_at, past),
                confidence=past.confidences.get(message.pk),
                plan=ticket.customer.plan,
                segment=ticket.customer.segment,
                channel_id=ticket.channel_id,
                is_open=is_open(schedules, message.created_at),
                unhelpful_turns=count_unhelpful(said),
            ),
        )


def _category_at(ticket: Ticket, at: datetime, past: Past) -> str:
    """By its changes; a ticket whose category never changed was opened with it."""
    changes = past.categories.get(ticket.pk)
    if changes is None:
        return ticket.category.name if ticket.category else ""
    return next((name for moment, name in reversed(changes) if moment <= at), "")
