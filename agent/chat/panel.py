"""What the page of a ticket shows of the work that its chat holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Member
from agent.chat.categories import names_of
from agent.chat.forms import WordingForm
from agent.chat.showing import Shown, as_shown, shown_of
from agent.models import ChatAnalysis, SuggestionFeedback, TicketSuggestion
from tickets.models import Ticket

RATINGS = range(1, 6)


@dataclass(frozen=True)
class Card:
    """A suggestion with what the member said of its ticket, and the form to word it."""

    shown: Shown
    form: WordingForm
    feedback: SuggestionFeedback | None

    @property
    def suggestion(self) -> TicketSuggestion:
        return self.shown.suggestion


def panel_context(
    member: Member, ticket: Ticket, *, refused: WordingForm | None = None, pk: int = 0
) -> dict[str, Any]:
    """`refused` is the form of the suggestion `pk` that was not accepted."""
    # A ticket that came from a chat is judged on its own page too.
    origin = TicketSuggestion.objects.filter(created_ticket=ticket).select_related("ticket").first()
    shown = [*shown_of(ticket), *as_shown([origin] if origin else [], ticket)]
    cards = _cards(member, ticket, shown, {pk: refused} if refused else {})
    latest = ChatAnalysis.objects.filter(ticket=ticket).order_by("-pk").first()
    return {
        "ticket": ticket,
        "may_write": member.is_agent,
        "cards": cards[:-1] if origin else cards,
        "origin": cards[-1] if origin else None,
        "has_failed": latest is not None and latest.state == ChatAnalysis.State.FAILED,
        "insights": latest.insights if latest else [],
        "ratings": RATINGS,
        "refused_pk": pk if refused else 0,
    }


def _cards(
    member: Member, ticket: Ticket, shown: Sequence[Shown], refused: dict[int, WordingForm]
) -> list[Card]:
    if not shown:
        return []
    given = SuggestionFeedback.objects.filter(suggestion__in=[one.suggestion for one in shown], member=member)
    feedback_of, categories = {one.suggestion_id: one for one in given}, names_of(ticket.tenant)
    return [
        Card(
            shown=one,
            form=refused.get(one.suggestion.pk)
            or WordingForm(suggestion=one.suggestion, categories=categories),
            feedback=feedback_of.get(one.suggestion.pk),
        )
        for one in shown
    ]
