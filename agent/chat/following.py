"""What was found in messages is of the ticket that has them: merges, their undoing and splits move it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from agent.chat.context import rebuild_context
from agent.chat.insights import keep_told_insights
from agent.chat.telling import tell_chat
from agent.models import ChatAnalysis, TicketSuggestion
from conversations.models import Message
from tickets.models import Ticket
from tickets.services.moving import lock_both


def follow_messages(keys: Sequence[int]) -> None:
    """Of two tickets between which messages moved. Twice is once."""
    one, other = Ticket.objects.filter(pk__in=keys).select_related("tenant").order_by("pk")
    lock_both(one, other)
    suggestions = list(TicketSuggestion.objects.filter(ticket__in=keys))
    homes = _homes(suggestions, {ticket.discussion_id: ticket for ticket in (one, other)})
    for suggestion in suggestions:
        _move(suggestion, to=homes[suggestion.pk])
    for ticket in (one, other):
        analyses = ChatAnalysis.objects.filter(ticket__in=keys, message__discussion=ticket.discussion_id)
        analyses.update(ticket=ticket)
    for ticket, counterpart in ((one, other), (other, one)):
        keep_told_insights(ticket)
        rebuild_context(ticket, elsewhere=_titles(counterpart) - _titles(ticket))
        tell_chat(ticket)


def _titles(ticket: Ticket) -> set[str]:
    """What its suggestions are called, which is how its issues are remembered."""
    return set(TicketSuggestion.objects.filter(ticket=ticket).values_list("title", flat=True))


def _homes(
    suggestions: Sequence[TicketSuggestion], tickets: Mapping[int, Ticket]
) -> dict[int, Ticket | None]:
    """Where most of each one's messages are; None where they are in neither ticket."""
    keys = {key for suggestion in suggestions for key in suggestion.message_ids}
    found = Message.objects.filter(pk__in=keys, discussion__in=tickets)
    discussions = dict(found.values_list("pk", "discussion"))
    homes: dict[int, Ticket | None] = {}
    for suggestion in suggestions:
        there = Counter(discussions[key] for key in suggestion.message_ids if key in discussions)
        homes[suggestion.pk] = tickets[there.most_common(1)[0][0]] if there else None
    return homes


def _move(suggestion: TicketSuggestion, *, to: Ticket | None) -> None:
    if to is None or to.pk == suggestion.ticket_id:
        return
    if suggestion.is_open and to.split_from_id == suggestion.ticket_id:
        # A member made it a ticket by splitting its messages off.
        suggestion.state = TicketSuggestion.State.WITHDRAWN
    suggestion.ticket = to
    suggestion.save(update_fields=["ticket", "state"])
