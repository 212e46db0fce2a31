"""How good a created ticket is, by who reads it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from agent.chat import metrics
from agent.chat.deciding import TICKET_CREATION_FAILED, SuggestionRefused
from agent.chat.telling import tell_chat
from agent.models import SuggestionFeedback, TicketSuggestion
from tickets.services.timeline import lock_ticket


@transaction.atomic
def give_feedback(
    suggestion: TicketSuggestion, *, rating: int, comment: str, by: Member | None
) -> SuggestionFeedback:
    """From 1 to 5; a later one of the same person replaces theirs. `by` nobody is the customer.

    Raises SuggestionRefused where there is no ticket.
    """
    lock_ticket(suggestion.ticket)
    suggestion.refresh_from_db()
    if suggestion.state != TicketSuggestion.State.CREATED:
        raise SuggestionRefused(TICKET_CREATION_FAILED, _("There is no ticket to judge."))
    before = SuggestionFeedback.objects.filter(suggestion=suggestion, member=by).first()
    feedback, _is_new = SuggestionFeedback.objects.update_or_create(
        tenant_id=suggestion.tenant_id,
        suggestion=suggestion,
        member=by,
        defaults={"rating": rating, "comment": comment, "created_at": timezone.now()},
    )
    if before is not None:
        metrics.count_feedback(before.rating, by=-1)
    metrics.count_feedback(rating)
    tell_chat(suggestion.ticket)
    return feedback
