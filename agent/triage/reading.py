"""What a ticket says: its subject and the customer's own words, as many of them as triage reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from agent.models import TicketSuggestion
from agent.triage.payloads import MOST_CHARACTERS
from conversations.markup import plain_text
from conversations.models import Discussion, Message
from conversations.querysets import MessageQuerySet
from tickets.models import Ticket

# Of the first message so much stays, however much was written since.
OPENING_CHARACTERS = 1_500


def ticket_text(ticket: Ticket) -> str:
    """Its subject, where that says more, and what the customer wrote, oldest first and a message a line.

    What is too long has the beginning of the first message and the newest ones. "" where nothing was written.
    """
    said = said_in(ticket)
    first = said.order_by("pk").first()
    if first is None:
        return ""
    opening = plain_text(first.body, MOST_CHARACTERS)
    if not opening.startswith(ticket.subject.rstrip("…")):
        opening = f"{ticket.subject}\n{opening}"
    later = said.exclude(pk=first.pk).order_by("-pk").values_list("body", flat=True)
    return _fitting(opening, (plain_text(body, MOST_CHARACTERS) for body in later.iterator()))


def said_in(ticket: Ticket) -> MessageQuerySet[Message]:
    """The customer's messages that are there; of a ticket from a chat also those that it is about."""
    origin = TicketSuggestion.objects.filter(created_ticket=ticket).first()
    here = Q(discussion=ticket.discussion_id) | Q(pk__in=origin.message_ids if origin else [])
    said = Message.objects.for_tenant(ticket.tenant).filter(here, author=Message.Author.CUSTOMER)
    closed = Discussion.objects.for_tenant(ticket.tenant).closed_to_ai()
    return said.public().filter(deleted_at=None).exclude(body="").exclude(discussion__in=closed)


def text_since(ticket: Ticket, message_id: int) -> str:
    """What the customer wrote in the ticket itself after this message, as `ticket_text` would have it; of too
    much the newest. "" where they wrote nothing."""
    newest_first = said_since(ticket, message_id).reverse().values_list("body", flat=True)
    texts = (plain_text(body, MOST_CHARACTERS) for body in newest_first.iterator())
    return "\n".join(_newest(texts, MOST_CHARACTERS))


def said_since(ticket: Ticket, message_id: int) -> MessageQuerySet[Message]:
    """What the customer wrote in the ticket itself after this message, oldest first."""
    return said_in(ticket).filter(discussion=ticket.discussion_id).after(message_id).order_by("pk")


def newest_said(ticket: Ticket) -> int:
    """The newest message that `ticket_text` would read of the ticket itself; 0 for none."""
    newest = said_since(ticket, 0).last()
    return newest.pk if newest else 0


def _fitting(opening: str, newest_first: Iterable[str]) -> str:
    later = _newest(newest_first, MOST_CHARACTERS - min(OPENING_CHARACTERS, len(opening)) - 1)
    left = MOST_CHARACTERS - sum(len(text) + 1 for text in later)
    return "\n".join([_cut(opening, left), *later])


def _newest(newest_first: Iterable[str], room: int) -> list[str]:
    """As many as fit, oldest first, the earliest of them cut; each but one takes a line break more."""
    fitting: list[str] = []
    for text in newest_first:
        if room < 1:
            break
        fitting.insert(0, _cut(text, room))
        room -= len(fitting[0]) + 1
    return fitting


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
