"""What somebody does with a suggestion: make it a ticket, say that it is none, or take either back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.locking import lock
from accounts.models import Member
from agent.chat import metrics
from agent.chat.categories import category_of, key_of
from agent.chat.judging import threshold_of
from agent.chat.telling import tell_chat
from agent.models import SuggestionFeedback, TicketSuggestion
from conversations.models import Message
from tickets.models import Ticket
from tickets.services.opening import NotUntouched, Work, open_from_chat, take_back
from tickets.services.timeline import MergedAway, lock_to_change

State = TicketSuggestion.State
LOW_CONFIDENCE = "LOW_CONFIDENCE"
TICKET_CREATION_FAILED = "TICKET_CREATION_FAILED"
# Names the ticket of a suggestion in its channel, where the database knows a name once.
THREAD_KEY = "suggestion:{pk}"


class SuggestionRefused(Exception):
    """Nothing was changed. `code` is for programs, the text says why."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Wording:
    """What somebody made of a suggestion before it became a ticket; `category` is a key."""

    title: str
    summary: str
    priority: str
    category: str


def create_ticket(
    suggestion: TicketSuggestion, *, by: Member | None, wording: Wording | None = None
) -> TicketSuggestion:
    """Make it a ticket, once: who comes second gets what the first one made. `by` nobody is the customer.

    Raises SuggestionRefused.
    """
    try:
        return _create(suggestion, by=by, wording=wording)
    except DatabaseError as error:
        metrics.TICKETS.add(status="failed", priority=suggestion.priority)
        raise SuggestionRefused(
            TICKET_CREATION_FAILED, _("The ticket could not be created. Try again in a moment.")
        ) from error


@transaction.atomic
def _create(suggestion: TicketSuggestion, *, by: Member | None, wording: Wording | None) -> TicketSuggestion:
    chat = _lock_chat(suggestion)
    if lock(suggestion).state == State.CREATED and suggestion.created_ticket is not None:
        return suggestion
    if suggestion.state != State.OPEN:
        raise SuggestionRefused(TICKET_CREATION_FAILED, _("This is not suggested any more."))
    if suggestion.confidence < threshold_of(chat.tenant):
        raise SuggestionRefused(LOW_CONFIDENCE, _("The AI is not sure enough that this is an issue."))
    _take_over(suggestion, wording)
    key = THREAD_KEY.format(pk=suggestion.pk)
    suggestion.created_ticket = open_from_chat(chat, _work(chat, suggestion), key=key, by=by)
    suggestion.decide(State.CREATED, by=by)
    suggestion.save()
    metrics.TICKETS.add(status="created", priority=suggestion.priority)
    metrics.INTERACTIONS.add(kind="modified" if suggestion.is_modified else "accepted")
    tell_chat(chat)
    return suggestion


@transaction.atomic
def dismiss(suggestion: TicketSuggestion, *, by: Member | None) -> TicketSuggestion:
    """It is not an issue. Harmless twice. Raises SuggestionRefused for one that became a ticket, or that is
    settled: put away for good, it would not be suggested when it comes back."""
    chat = _lock_chat(suggestion)
    if lock(suggestion).state == State.CREATED:
        raise SuggestionRefused(TICKET_CREATION_FAILED, _("This is a ticket by now."))
    if suggestion.state == State.WITHDRAWN:
        raise SuggestionRefused(TICKET_CREATION_FAILED, _("This is not suggested any more."))
    if suggestion.state != State.DISMISSED:
        suggestion.decide(State.DISMISSED, by=by)
        suggestion.save()
        metrics.INTERACTIONS.add(kind="rejected")
        tell_chat(chat)
    return suggestion


@transaction.atomic
def undo(suggestion: TicketSuggestion, *, by: Member | None) -> TicketSuggestion:
    """Suggested again, for a minute after it was decided. Harmless twice. Raises SuggestionRefused."""
    chat = _lock_chat(suggestion)
    if lock(suggestion).is_open:
        return suggestion
    if not suggestion.may_be_undone:
        raise SuggestionRefused(TICKET_CREATION_FAILED, _("It is too late to take this back."))
    created = suggestion.created_ticket
    suggestion.reopen()
    suggestion.save()
    if created is not None:
        _remove(chat, created, by=by)
        _forget_feedback(suggestion)
        metrics.TICKETS.add(status="undone", priority=suggestion.priority)
    metrics.INTERACTIONS.add(kind="undone")
    tell_chat(chat)
    return suggestion


def _remove(chat: Ticket, created: Ticket, *, by: Member | None) -> None:
    try:
        take_back(chat, created, by=by)
    except NotUntouched:
        raise SuggestionRefused(
            TICKET_CREATION_FAILED, _("The team already works on %(ticket)s.") % {"ticket": created.reference}
        ) from None


def _forget_feedback(suggestion: TicketSuggestion) -> None:
    """Its ticket is gone: nobody has judged the next one."""
    for feedback in SuggestionFeedback.objects.filter(suggestion=suggestion):
        metrics.count_feedback(feedback.rating, by=-1)
        feedback.delete()


def _lock_chat(suggestion: TicketSuggestion) -> Ticket:
    """The chat comes first, as in the analysis: two who decide wait for each other."""
    try:
        return lock_to_change(suggestion.ticket)
    except MergedAway as error:
        raise SuggestionRefused(TICKET_CREATION_FAILED, str(error)) from error


def _take_over(suggestion: TicketSuggestion, wording: Wording | None) -> None:
    if wording is None:
        return
    before = Wording(suggestion.title, suggestion.summary, suggestion.priority, suggestion.category)
    suggestion.is_modified = wording != before
    suggestion.title, suggestion.summary = wording.title, wording.summary
    suggestion.priority, suggestion.category = wording.priority, key_of(wording.category)


def _work(chat: Ticket, suggestion: TicketSuggestion) -> Work:
    there = Message.objects.filter(
        discussion=chat.discussion_id, pk__in=suggestion.message_ids, deleted_at=None
    )
    return Work(
        title=suggestion.title,
        summary=suggestion.summary,
        priority=suggestion.priority,
        category=category_of(chat.tenant, suggestion.category),
        confidence=suggestion.confidence,
        messages=tuple(there.select_related("customer").order_by("pk")),
    )
