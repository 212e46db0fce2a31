"""The demo's chats in which the AI sees work to be done, by the services that see it in real ones."""

from __future__ import annotations

from accounts.models import Member
from agent.chat.deciding import create_ticket, dismiss
from agent.chat.feedback import give_feedback
from agent.chat.judging import threshold_of
from agent.models import TicketSuggestion
from conversations.jobs.run import run_job
from conversations.models import Job
from tickets.models import Ticket


def job_of(message_id: int) -> str:
    return f"analyse-chat:{message_id}"


def forget_to_analyse(message_id: int) -> None:
    """A history of months is no running chat: nobody waits for what the AI would suggest of it."""
    Job.objects.filter(key=job_of(message_id), state=Job.State.QUEUED).delete()


def analyse(message_id: int) -> None:
    run_job(job_of(message_id))


def create_tickets(chat: Ticket, *, by: Member, rating: int | None) -> None:
    for suggestion in _suggested(chat):
        create_ticket(suggestion, by=by)
        if rating is not None:
            give_feedback(suggestion, rating=rating, comment="", by=by)


def dismiss_suggestions(chat: Ticket, *, by: Member) -> None:
    for suggestion in _suggested(chat):
        dismiss(suggestion, by=by)


def _suggested(chat: Ticket) -> list[TicketSuggestion]:
    found = TicketSuggestion.objects.filter(ticket=chat).suggested(threshold_of(chat.tenant)).order_by("pk")
    for suggestion in found:
        suggestion.ticket = chat
    return list(found)
