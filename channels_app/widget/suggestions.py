"""The work that a session's chat holds, as its customer sees it and decides on it: a JSON API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from agent.chat import deciding
from agent.chat.categories import names_of
from agent.chat.context import ContextInvalid, context_of
from agent.chat.deciding import LOW_CONFIDENCE, SuggestionRefused, Wording
from agent.chat.feedback import give_feedback
from agent.chat.showing import Shown, as_shown, may_see, shown_of
from agent.models import ChatAnalysis, SuggestionFeedback, TicketSuggestion
from channels_app.widget import errors
from channels_app.widget.endpoint import WidgetEndpoint
from channels_app.widget.models import WidgetSession
from channels_app.widget.payloads import EditSuggestion, GiveFeedback, read
from channels_app.widget.services import current_ticket
from tickets.models import Ticket


class Suggestions(WidgetEndpoint):
    scopes = {"GET": "reads"}

    def get(self, request: Request) -> Response:
        """What is suggested, what became a ticket, and what was dismissed just now; oldest first."""
        ticket = current_ticket(self.session)
        if ticket is None:
            return Response({"suggestions": [], "context": None})
        shown = [one for one in shown_of(ticket) if may_see(self.session.customer_id, one, ticket)]
        if not shown and _has_failed(ticket):
            raise errors.analysis_failed()
        categories = names_of(self.session.tenant).items()
        body = {
            "suggestions": _listed(shown),
            "context": _context_json(ticket),
            "categories": [{"key": key, "name": name} for key, name in categories],
        }
        return Response(body)


class _Decision(WidgetEndpoint):
    scopes = {"POST": "messages"}

    def decide(self, pk: int, do: Callable[[TicketSuggestion], object]) -> Response:
        suggestion = _suggestion_of(self.session, pk)
        try:
            do(suggestion)
        except SuggestionRefused as refusal:
            is_unsure = refusal.code == LOW_CONFIDENCE
            refused = errors.low_confidence if is_unsure else errors.ticket_creation_failed
            raise refused(str(refusal)) from None
        [shown] = _listed(as_shown([_suggestion_of(self.session, pk)], suggestion.ticket))
        return Response({"suggestion": shown})


class Create(_Decision):
    def post(self, request: Request, pk: int) -> Response:
        """Make it a ticket, as suggested or as edited; twice gives the same ticket."""
        edits = read(EditSuggestion, request.data or {})
        wording = _wording(_suggestion_of(self.session, pk), edits, self.session)
        return self.decide(pk, lambda one: deciding.create_ticket(one, by=None, wording=wording))


class Dismiss(_Decision):
    def post(self, request: Request, pk: int) -> Response:
        """It is not an issue. Twice is the same as once."""
        return self.decide(pk, lambda one: deciding.dismiss(one, by=None))


class Undo(_Decision):
    def post(self, request: Request, pk: int) -> Response:
        """Take back what was decided, within a minute."""
        return self.decide(pk, lambda one: deciding.undo(one, by=None))


class Feedback(_Decision):
    def post(self, request: Request, pk: int) -> Response:
        """Say how good the ticket is, from 1 to 5; a later answer replaces an earlier one."""
        told = read(GiveFeedback, request.data)
        return self.decide(
            pk, lambda one: give_feedback(one, rating=told.rating, comment=told.comment, by=None)
        )


def _suggestion_of(session: WidgetSession, pk: int) -> TicketSuggestion:
    """Raises errors.Refusal for one of another chat, or of another customer in this one."""
    ticket = current_ticket(session)
    found = TicketSuggestion.objects.filter(ticket=ticket, pk=pk).select_related("created_ticket").first()
    if ticket is None or found is None:
        raise errors.suggestion_unknown()
    [shown] = as_shown([found], ticket)
    if not may_see(session.customer_id, shown, ticket):
        raise errors.suggestion_unknown()
    found.ticket = ticket
    return found


def _wording(suggestion: TicketSuggestion, edits: EditSuggestion, session: WidgetSession) -> Wording | None:
    changes = edits.model_dump(exclude_none=True)
    if not changes:
        return None
    if changes.get("category", suggestion.category) not in {*names_of(session.tenant), suggestion.category}:
        raise errors.input_invalid("category: choose one of the categories that are listed")
    names = ("title", "summary", "priority", "category")
    return Wording(**{name: changes.get(name, getattr(suggestion, name)) for name in names})


def _has_failed(ticket: Ticket) -> bool:
    latest = ChatAnalysis.objects.filter(ticket=ticket).order_by("-pk").first()
    return latest is not None and latest.state == ChatAnalysis.State.FAILED


def _context_json(ticket: Ticket) -> dict[str, Any] | None:
    if ticket.discussion.is_shared:
        # It is of all who write there, and nobody's alone.
        return None
    try:
        return context_of(ticket).model_dump(mode="json")
    except ContextInvalid:
        raise errors.context_invalid() from None


def _listed(shown: Sequence[Shown]) -> list[dict[str, Any]]:
    suggestions = [one.suggestion for one in shown]
    given = SuggestionFeedback.objects.filter(suggestion__in=suggestions, member=None)
    ratings = dict(given.values_list("suggestion_id", "rating")) if shown else {}
    return [_json(one, ratings.get(one.suggestion.pk)) for one in shown]


def _json(shown: Shown, rating: int | None) -> dict[str, Any]:
    suggestion = shown.suggestion
    created = suggestion.created_ticket
    return {
        "id": suggestion.pk,
        "state": suggestion.state,
        "title": suggestion.title,
        "summary": suggestion.summary,
        "priority": suggestion.priority,
        "category": suggestion.category,
        "category_name": shown.category,
        "confidence": suggestion.confidence,
        "message_ids": list(shown.messages),
        "ticket": created.reference if created else None,
        "decided_at": suggestion.decided_at.isoformat() if suggestion.decided_at else None,
        "may_undo": suggestion.may_be_undone,
        "rating": rating,
    }
