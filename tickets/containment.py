"""Whether the AI resolved a ticket alone: what the customer did after it was resolved.

A customer who did not answer the AI counts once the tenant's re-contact window is over. One who opens another
ticket about the same thing within it takes the containment away, and what took it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from ai.embeddings import LOCAL, embed_texts
from ai.models import RECONTACT_DAYS, AISettings
from conversations.jobs import enqueue
from conversations.models import Message
from tickets.live import announce
from tickets.models import ComeBack, Ticket, TicketEvent
from tickets.querysets import TicketQuerySet
from tickets.services.timeline import add_event, lock_ticket

# Cosine of two tickets' first words; the pairs it rests on: docs/decisions/0014-offers-and-resolution.md.
SAME_THING = 0.55
COMPARED_AT_MOST = 20
TEXT_AT_MOST = 1000
AT_ONCE = 500
WITH_PEOPLE = Q(escalated_at__isnull=False) | Q(first_member_reply_at__isnull=False)


@dataclass(frozen=True)
class Containment:
    """What a resolved ticket's page says: contained or not, by what it was lost, or when it will be known."""

    is_contained: bool | None
    came_back_as: Ticket | None
    known_at: datetime | None


def containment_of(ticket: Ticket) -> Containment | None:
    """None for a ticket that is not resolved, or was merged away."""
    if ticket.resolved_at is None or ticket.merged_into_id is not None:
        return None
    known_at = ticket.resolved_at + window_of(ticket) if ticket.contained is None else None
    lost_to = _came_back_as(ticket) if ticket.contained is False else None
    return Containment(ticket.contained, lost_to, known_at)


def _came_back_as(ticket: Ticket) -> Ticket | None:
    lost = ComeBack.objects.filter(ticket=ticket).select_related("by").first()
    return lost.by if lost else None


def window_of(ticket: Ticket) -> timedelta:
    return timedelta(days=AISettings.of(ticket.tenant).recontact_days)


def look_for_earlier(ticket: Ticket) -> None:
    """For a ticket that was just opened: ask for a comparison, where its customer has any to compare with."""
    if _resolved_before(ticket).exists():
        enqueue("tickets.compare_with_earlier", key=f"came-back:{ticket.pk}", ticket_id=ticket.pk)


def compare_with_earlier(ticket: Ticket) -> list[ComeBack]:
    """Note which of the customer's resolved tickets are about the same thing as this new one.

    In a transaction, of a ticket with its tenant. Doing it twice notes it once.
    """
    earlier = list(_resolved_before(ticket).order_by("-resolved_at")[:COMPARED_AT_MOST])
    similarities = _similarities(ticket, earlier)
    return [
        _take_away(one, ticket, similarity)
        for one, similarity in zip(earlier, similarities, strict=True)
        if similarity >= SAME_THING
    ]


def settle_the_silent() -> int:
    """Say of those whose window is over whether they were contained; returns how many they are."""
    days = Coalesce(F("tenant__ai_settings__recontact_days"), Value(RECONTACT_DAYS))
    window = ExpressionWrapper(days * Value(timedelta(days=1)), output_field=DurationField())
    waiting = Ticket.objects.filter(status=Ticket.Status.RESOLVED, contained=None, merged_into=None)
    # As an annotation: in a filter, tenants without settings of their own would fall out of the join.
    due = waiting.annotate(window=window).filter(resolved_at__lte=Value(timezone.now()) - F("window"))
    keys = list(due.order_by("resolved_at").values_list("pk", flat=True)[:AT_ONCE])
    return Ticket.objects.filter(pk__in=keys, status=Ticket.Status.RESOLVED, contained=None).update(
        contained=Case(When(WITH_PEOPLE, then=False), default=True)
    )


def _resolved_before(ticket: Ticket) -> TicketQuerySet[Ticket]:
    theirs = Ticket.objects.for_tenant(ticket.tenant).filter(customer=ticket.customer_id, merged_into=None)
    resolved = theirs.filter(status=Ticket.Status.RESOLVED, come_back=None).exclude(contained=False)
    within = (ticket.created_at - window_of(ticket), ticket.created_at)
    return resolved.filter(resolved_at__range=within).exclude(pk=ticket.pk)


def _similarities(ticket: Ticket, earlier: list[Ticket]) -> list[float]:
    """By the local model, whatever makes the vectors of the knowledge: the threshold was measured with it."""
    if not earlier:
        return []
    mine, *theirs = embed_texts([_first_words(one) for one in (ticket, *earlier)], model=LOCAL)
    return [float(mine @ other) for other in theirs]


def _first_words(ticket: Ticket) -> str:
    """The subject, and the customer's first message where that says more."""
    said = Message.objects.filter(
        discussion=ticket.discussion_id, author=Message.Author.CUSTOMER, deleted_at=None
    )
    first = said.order_by("pk").values_list("body", flat=True).first() or ""
    is_in_it = first.startswith(ticket.subject.rstrip("…"))
    return (first if is_in_it else f"{ticket.subject}\n{first}")[:TEXT_AT_MOST]


def _take_away(ticket: Ticket, by: Ticket, similarity: float) -> ComeBack:
    ticket = lock_ticket(ticket)
    come_back, is_new = ComeBack.objects.get_or_create(
        ticket=ticket, defaults={"tenant": by.tenant, "by": by, "similarity": round(similarity, 3)}
    )
    if is_new and ticket.is_resolved:
        ticket.contained = False
        ticket.save(update_fields=["contained"])
        add_event(
            ticket, TicketEvent.Kind.CAME_BACK, actor=TicketEvent.Actor.CUSTOMER, data={"ticket": by.number}
        )
        announce(ticket)
    return come_back
