"""A support team's years: many tickets with messages, in believable proportions, within a minute or two."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Member, Team, Tenant
from conversations.markup import render_markdown
from conversations.models import Channel, Customer, Delivery, Discussion, Message, Participant
from tests.bench import questions
from tests.bench.copying import copy_rows, reserve_keys
from tests.bench.report import progress
from tests.bench.visitor import KEY
from tickets.models import Category, EscalationReason, Ticket, TicketCounter, TicketEvent

AT_ONCE = 50_000
SEARCH_INDEXES = ["message_search", "ticket_search", "customer_search"]
TICKETS_PER_CUSTOMER = 4
ANSWER = (
    "Thanks for writing. Open **Settings**, choose the section and save:\n\n"
    "1. Check that you are signed in as an owner.\n2. Save, then reload the page once.\n\n"
    "If it still looks wrong, tell us the time and what you saw, and we will look at the log."
)
THREAD_KEY = "bench:"
_STATUSES = (["open"] * 10) + (["pending"] * 6) + (["resolved"] * 84)
_PRIORITIES = (["low"] * 25) + (["medium"] * 50) + (["high"] * 20) + (["critical"] * 5)
_HISTORY = timedelta(days=540)


@dataclass(frozen=True)
class House:
    """Whom the tickets can belong to."""

    tenant: Tenant
    channel: Channel
    owners: list[int]
    teams: list[int]
    categories: list[int]

    @classmethod
    def of_demo(cls) -> House:
        channel = Channel.objects.select_related("tenant").get(public_key=KEY)
        tenant = channel.tenant
        return cls(
            tenant,
            channel,
            [member.pk for member in Member.objects.for_tenant(tenant) if member.is_agent],
            [team.pk for team in Team.objects.for_tenant(tenant)],
            [category.pk for category in Category.objects.for_tenant(tenant)],
        )


def fill_up(tickets: int, *, messages_per_ticket: int) -> None:
    """Add tickets until the demo's first tenant has at least so many, and update the planner's statistics."""
    house = House.of_demo()
    missing = tickets - Ticket.objects.for_tenant(house.tenant).count()
    if missing <= 0:
        return
    progress(f"making {missing} tickets")
    chance = random.Random(tickets)
    with _search_indexes_made_after():
        for start in range(0, missing, AT_ONCE):
            _add(house, min(AT_ONCE, missing - start), messages_per_ticket, chance)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@contextmanager
def _search_indexes_made_after() -> Iterator[None]:
    """A word's index is several times as fast to make at once as to keep up with every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [SEARCH_INDEXES]
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in found:
            cursor.execute(definition)


@transaction.atomic
def _add(house: House, count: int, messages_per_ticket: int, chance: random.Random) -> None:
    customers = reserve_keys(Customer, max(1, count // TICKETS_PER_CUSTOMER))
    copy_rows(Customer, ["id", "tenant", "name", "email"], (_customer(house, key) for key in customers))
    discussions = reserve_keys(Discussion, count)
    copy_rows(Discussion, ["id", "tenant"], ((key, house.tenant.pk) for key in discussions))
    tickets = _tickets(house, count, customers, discussions, chance)
    _copy_tickets(house, tickets)
    _copy_messages(house, tickets, messages_per_ticket)
    counter, _new = TicketCounter.objects.get_or_create(tenant=house.tenant)
    counter.latest = max(counter.latest, tickets[-1].number)
    counter.save()


def _customer(house: House, key: int) -> tuple[Any, ...]:
    return key, house.tenant.pk, f"Customer {key}", f"customer{key}@example.com"


def _tickets(
    house: House, count: int, customers: range, discussions: range, chance: random.Random
) -> list[Ticket]:
    counter = TicketCounter.objects.filter(tenant=house.tenant).first()
    number = counter.latest if counter else 1000
    asked = questions.everything()
    keys = zip(reserve_keys(Ticket, count), discussions, strict=True)
    return [
        _ticket(
            house, key, discussion, number + place, chance.choice(customers), chance.choice(asked), chance
        )
        for place, (key, discussion) in enumerate(keys, start=1)
    ]


def _ticket(
    house: House, key: int, discussion: int, number: int, customer: int, text: str, chance: random.Random
) -> Ticket:
    created = timezone.now() - chance.random() * _HISTORY
    status = chance.choice(_STATUSES) if created < timezone.now() - timedelta(days=14) else "open"
    latest = min(created + timedelta(hours=chance.expovariate(1 / 20)), timezone.now())
    escalated = chance.random() < 0.35
    with_people = escalated or chance.random() < 0.2
    return Ticket(
        id=key,
        tenant_id=house.tenant.pk,
        number=number,
        channel_id=house.channel.pk,
        thread_key=f"{THREAD_KEY}{key}",
        customer_id=customer,
        discussion_id=discussion,
        subject=text[:80],
        status=status,
        priority=chance.choice(_PRIORITIES),
        owner_id=chance.choice(house.owners) if with_people and chance.random() < 0.7 else None,
        team_id=chance.choice(house.teams) if escalated else None,
        category_id=chance.choice(house.categories) if chance.random() < 0.6 else None,
        first_ai_reply_at=None if escalated else created + timedelta(seconds=1),
        first_member_reply_at=latest if with_people and status != "open" else None,
        escalated_at=created + timedelta(seconds=1) if escalated else None,
        escalation_reason=chance.choice(EscalationReason.values) if escalated else "",
        ai_silent_since=created + timedelta(seconds=1) if escalated else None,
        ai_confidence=round(chance.random(), 3),
        resolved_at=latest if status == "resolved" else None,
        latest_message_preview=text[:140],
        latest_message_author=chance.choice(["customer", "ai", "member"]),
        latest_activity_at=latest,
        created_at=created,
    )


_TICKET_FIELDS = [
    "id", "tenant_id", "number", "channel_id", "thread_key", "customer_id", "discussion_id", "subject",
    "status", "priority", "owner_id", "team_id", "category_id", "first_ai_reply_at", "first_member_reply_at",
    "escalated_at", "escalation_reason", "ai_silent_since", "ai_confidence", "resolved_at",
    "latest_message_preview", "latest_message_author", "latest_activity_at", "created_at",
]  # fmt: skip


def _copy_tickets(house: House, tickets: list[Ticket]) -> None:
    names = [name.removesuffix("_id") for name in _TICKET_FIELDS]
    copy_rows(Ticket, names, ([getattr(ticket, name) for name in _TICKET_FIELDS] for ticket in tickets))
    tenant = house.tenant.pk
    copy_rows(
        Participant,
        ["tenant", "discussion", "customer"],
        ((tenant, ticket.discussion_id, ticket.customer_id) for ticket in tickets),
    )
    opened = ((tenant, ticket.pk, "created", "customer", "{}", ticket.created_at) for ticket in tickets)
    resolved = (
        (tenant, ticket.pk, "status", "member", '{"from": "open", "to": "resolved"}', ticket.resolved_at)
        for ticket in tickets
        if ticket.resolved_at
    )
    names = ["tenant", "ticket", "kind", "actor", "data", "created_at"]
    copy_rows(TicketEvent, names, [*opened, *resolved])


def _copy_messages(house: House, tickets: list[Ticket], each: int) -> None:
    count = len(tickets) * each
    keys = reserve_keys(Message, count)
    names = ["id", "tenant", "discussion", "author", "customer", "member", "body", "html", "created_at"]
    rows = zip(keys, _messages(house, tickets, each), strict=True)
    copy_rows(Message, names, ((key, *row) for key, row in rows))
    answered = (key for place, key in enumerate(keys) if place % each % 2)
    sent = timezone.now()
    names = ["tenant", "message", "channel", "state", "created_at", "sent_at"]
    copy_rows(
        Delivery, names, ((house.tenant.pk, key, house.channel.pk, "sent", sent, sent) for key in answered)
    )


def _messages(house: House, tickets: list[Ticket], each: int) -> Iterator[tuple[Any, ...]]:
    """Customer and answer in turn; the first answer is the AI's, the later ones a member's."""
    tenant = house.tenant.pk
    html = {text: render_markdown(text) for text in [ANSWER, *questions.everything()]}
    rendered = {text[:80]: (text, rendered) for text, rendered in html.items()}
    for ticket in tickets:
        asked, asked_html = rendered[ticket.subject]
        order = f" My order is ORD{ticket.number}."
        for place in range(each):
            at: datetime = ticket.created_at + place * (ticket.latest_activity_at - ticket.created_at) / each
            if place % 2 == 0:
                yield (
                    tenant,
                    ticket.discussion_id,
                    "customer",
                    ticket.customer_id,
                    None,
                    asked + order,
                    asked_html + order,
                    at,
                )
            elif place == 1:
                yield tenant, ticket.discussion_id, "ai", None, None, ANSWER, html[ANSWER], at
            else:
                owner = ticket.owner_id or house.owners[0]
                yield tenant, ticket.discussion_id, "member", None, owner, ANSWER, html[ANSWER], at
