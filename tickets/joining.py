"""What a member has to know before tickets are merged, split or linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from accounts.models import Member
from conversations.models import Message
from tickets.inbox.search import find_tickets
from tickets.intake import SUBJECT_LENGTH
from tickets.models import Ticket
from tickets.services.merging import are_of_one_customer

FOUND_AT_MOST = 20
SPLITTABLE_AT_MOST = 200


def candidates(ticket: Ticket, words: str, member: Member) -> list[Ticket]:
    """Tickets that match what was typed; before that, the same customer's others. Newest first."""
    others = Ticket.objects.open_to(member).filter(merged_into=None).exclude(pk=ticket.pk)
    if words:
        others = others.with_keys(find_tickets(ticket.tenant, words).tickets)
    else:
        others = others.filter(customer=ticket.customer_id)
    return list(others.for_list().order_by("-latest_activity_at", "-pk")[:FOUND_AT_MOST])


def preview_of(ticket: Ticket, target: Ticket) -> dict[str, Any]:
    """What would go over, and whether the customers differ."""
    messages = Message.objects.filter(discussion=ticket.discussion_id)
    counts = messages.aggregate(
        messages=Count("pk", distinct=True),
        notes=Count("pk", distinct=True, filter=Q(kind=Message.Kind.NOTE)),
        files=Count("attachments", distinct=True),
    )
    return {
        "target": target,
        "counts": counts,
        "tags": ticket.tags.all(),
        "are_of_one": are_of_one_customer(ticket, target),
        "is_other_channel": ticket.channel_id != target.channel_id,
    }


def splittable(ticket: Ticket) -> list[tuple[Message, str]]:
    """The newest messages with a line of each, oldest first."""
    messages = Message.objects.filter(discussion=ticket.discussion_id, deleted_at=None).with_authors()
    newest = messages.prefetch_related("attachments").order_by("-pk")[:SPLITTABLE_AT_MOST]
    return [(message, message.in_a_line(120)) for message in reversed(newest)]


def suggested_subject(ticket: Ticket, chosen: Sequence[int]) -> str:
    """The new ticket is called after its first message."""
    first = Message.objects.filter(discussion=ticket.discussion_id, pk__in=chosen).order_by("pk").first()
    return first.in_a_line(SUBJECT_LENGTH) if first else ticket.subject
