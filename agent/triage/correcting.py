"""What members change of a prediction becomes an example for later ones."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from agent.models import TriageCorrection, TriageThread
from tickets.models import Ticket, TicketEvent

Kind = TicketEvent.Kind


def note_correction(*, ticket_id: int) -> None:
    """Compare the ticket with what was predicted of it, and keep or forget the correction. Twice is once."""
    ticket = Ticket.objects.select_related("tenant", "category").filter(pk=ticket_id).first()
    if ticket is None:
        return
    done = TriageThread.objects.filter(ticket=ticket, state=TriageThread.State.DONE)
    thread = done.order_by("-created_at", "-pk").first()
    if thread is None or thread.result is None:
        return
    category, severity = ticket.category.name if ticket.category else "", ticket.priority.capitalize()
    corrected = {
        "category": category if _differs(ticket, Kind.CATEGORY, category, thread.result["category"]) else "",
        "severity": severity if _differs(ticket, Kind.PRIORITY, severity, thread.result["severity"]) else "",
    }
    if not any(corrected.values()):
        TriageCorrection.objects.filter(ticket=ticket).delete()
        return
    latest = _by_members(ticket, Kind.CATEGORY, Kind.PRIORITY).first()
    fields = {"text": thread.text, "member": latest.member if latest else None, **corrected}
    TriageCorrection.objects.update_or_create(
        ticket=ticket, defaults={**fields, "tenant": ticket.tenant, "corrected_at": timezone.now()}
    )


def _differs(ticket: Ticket, kind: str, value: str, predicted: str) -> bool:
    """A member has set it, and not to what was predicted."""
    return bool(value) and value.casefold() != predicted.casefold() and _by_members(ticket, kind).exists()


def _by_members(ticket: Ticket, *kinds: str) -> QuerySet[TicketEvent]:
    events = TicketEvent.objects.filter(ticket=ticket, kind__in=kinds, member__isnull=False)
    return events.select_related("member").order_by("-pk")
