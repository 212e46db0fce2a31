"""What analysis kept of a message goes with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from agent.chat.context import rebuild_context
from agent.chat.insights import keep_told_insights
from agent.chat.merging import ALIKE_WITH_SHARED
from agent.chat.reading import CHARACTERS_AT_MOST
from agent.chat.telling import tell_chat
from agent.models import TicketSuggestion
from agent.readers import readers_of
from agent.thread import as_thread_message
from ai.embeddings import DIMENSIONS, LOCAL, embed_texts
from ai.local.chat.analysis import analyse
from ai.types import AnalysisRequest, SuggestedTicket
from conversations.models import Message
from tickets.models import Ticket
from tickets.services.timeline import lock_ticket

State = TicketSuggestion.State


@transaction.atomic
def forget_message(message_id: int) -> None:
    """Harmless twice, and for a message that is not there. A ticket that was made of it stays as it is."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        return
    resting = TicketSuggestion.objects.filter(tenant=message.tenant_id, message_ids__contains=[message_id])
    chats = Q(pk__in=readers_of(message).values("pk")) | Q(pk__in=resting.values("ticket"))
    # In one order, as everybody who needs several.
    tickets = list(Ticket.objects.filter(chats).select_related("tenant", "discussion").order_by("pk"))
    for ticket in tickets:
        lock_ticket(ticket)
    for suggestion in resting.exclude(state=State.CREATED).select_related("tenant"):
        _forget(suggestion, message_id)
    for ticket in tickets:
        keep_told_insights(ticket, without=message_id)
        rebuild_context(ticket, elsewhere=())
        tell_chat(ticket)


def _forget(suggestion: TicketSuggestion, message_id: int) -> None:
    left = [key for key in suggestion.message_ids if key != message_id]
    found = _read_again(suggestion, left) if left else None
    if found is None:
        suggestion.state, suggestion.title, suggestion.summary = State.WITHDRAWN, "", ""
        suggestion.message_ids, suggestion.vector = [], [0.0] * DIMENSIONS
    else:
        told, vector = found
        suggestion.title, suggestion.summary, suggestion.vector = told.title, told.summary, vector
        suggestion.priority, suggestion.message_ids = told.priority, left
    suggestion.save()


def _read_again(
    suggestion: TicketSuggestion, keys: Sequence[int]
) -> tuple[SuggestedTicket, Sequence[float]] | None:
    """What the other messages tell of the same, read here and at once: no provider is asked."""
    there = Message.objects.filter(pk__in=keys, deleted_at=None).order_by("pk")
    messages = tuple(as_thread_message(message, at_most=CHARACTERS_AT_MOST) for message in there)
    if not messages:
        return None
    request = AnalysisRequest(messages=messages, categories=(suggestion.category,))
    suggestions, _insights = analyse(request)
    if not suggestions:
        return None
    vectors = embed_texts([f"{one.title}. {one.summary}" for one in suggestions], model=LOCAL)
    nearness = vectors @ suggestion.vector
    best = int(nearness.argmax())
    return (suggestions[best], vectors[best]) if nearness[best] >= ALIKE_WITH_SHARED else None
