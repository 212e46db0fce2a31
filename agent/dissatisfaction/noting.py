"""Keeping count of what was heard in a ticket, once for each message."""

from __future__ import annotations

from agent.dissatisfaction.hearing import Heard
from agent.models import Dissatisfaction, EscalationSettings, Signal
from conversations.models import Message
from tickets.models import EscalationReason, Ticket, TicketEvent


def note(ticket: Ticket, message: Message, heard: Heard, settings: EscalationSettings) -> str:
    """Count what a message said, and return the EscalationReason that follows from it now, or "".

    The ticket must be locked. A message that was noted before counts no second time; where people answer
    already, nothing follows.
    """
    state = state_of(ticket)
    _begin_anew_if_handed_back(state, ticket)
    if _knows(state, message):
        return ""
    state.remember(_entry(message, heard), at_most=settings.kept_messages)
    reason = _count(state, message, heard, settings) if heard.is_signal else ""
    state.save()
    if heard.is_signal:
        Signal.objects.create(
            tenant_id=ticket.tenant_id,
            dissatisfaction=state,
            message=message,
            kind=_kind(heard),
            phrase=heard.phrase[:100],
            chance=heard.chance,
        )
    return "" if ticket.is_ai_silent else reason


def note_escalation(ticket: Ticket) -> None:
    """The ticket, which must be locked, was handed over, for whatever reason."""
    state = state_of(ticket)
    _begin_anew_if_handed_back(state, ticket)
    state.escalated_at = ticket.escalated_at
    state.save()


def state_of(ticket: Ticket) -> Dissatisfaction:
    """The ticket's, which must be locked; one that is not kept yet if nothing was noted before."""
    known = Dissatisfaction.objects.filter(ticket=ticket).first()
    return known or Dissatisfaction(ticket=ticket, tenant_id=ticket.tenant_id)


def _count(state: Dissatisfaction, message: Message, heard: Heard, settings: EscalationSettings) -> str:
    if state.counts_since is not None and message.created_at < state.counts_since:
        return ""
    state.count += 1
    if state.is_escalated:
        return ""
    if heard.asks_for_person:
        return EscalationReason.CUSTOMER_ASKED.value
    return EscalationReason.DISSATISFACTION.value if state.count >= settings.threshold else ""


def _begin_anew_if_handed_back(state: Dissatisfaction, ticket: Ticket) -> None:
    handed_back = TicketEvent.objects.filter(ticket=ticket, kind=TicketEvent.Kind.HANDED_BACK)
    at = handed_back.order_by("-pk").values_list("created_at", flat=True).first()
    if at is not None and at != state.counts_since:
        state.begin_anew(at)


def _knows(state: Dissatisfaction, message: Message) -> bool:
    if state.pk is None:
        return False
    is_recent = any(entry["message"] == message.pk for entry in state.recent)
    return is_recent or Signal.objects.filter(message=message).exists()


def _kind(heard: Heard) -> str:
    if heard.asks_for_person:
        return Signal.Kind.REQUEST
    return Signal.Kind.PHRASE if heard.phrase else Signal.Kind.CLASSIFIER


def _entry(message: Message, heard: Heard) -> dict[str, object]:
    return {
        "message": message.pk,
        "at": message.created_at.isoformat(),
        "heard": _kind(heard) if heard.is_signal else "",
        "phrase": heard.phrase,
        "chance": heard.chance,
    }
