"""Handing over to people, so that it really happens and the customer knows it did."""

from __future__ import annotations

from django.db import transaction

from agent import wording
from agent.dissatisfaction.noting import note_escalation
from agent.guiding.routing import route_of
from agent.handover_mail import mail_later
from agent.transcript.attaching import keep_transcript_later
from conversations.models import Customer
from conversations.sharing import is_shared
from guidance.evaluation import PlayRule
from tickets.models import Ticket, TicketEvent
from tickets.services import escalate_ticket, post_hub_message


@transaction.atomic
def hand_over(
    *,
    ticket: Ticket,
    reason: str,
    customer: Customer | None,
    actor: str = TicketEvent.Actor.AI,
    rule: PlayRule | None = None,
    language: str = "",
    peril: str = "",
) -> Ticket:
    """Escalate and tell the customer the reference; an escalated ticket is neither again.

    A playbook's `rule` says where it goes and what the customer reads. `reason` is an EscalationReason;
    `customer` who wrote or asked; `actor` says whose wish it was, the AI's or the customer's; `language` is
    theirs, where the AI does not know it; `peril` what is in danger where that is not people. Of several who
    share the ticket, each is told what concerns them.
    """
    route = route_of(rule, ticket) if rule else None
    ticket, is_new = escalate_ticket(ticket, reason=reason, actor=actor, route=route)
    if ticket.escalated_at is None:
        return ticket
    if is_new:
        note_escalation(ticket)
        if not ticket.discussion.is_private:
            _tell_the_team(ticket)
    is_for_one = is_shared(ticket.discussion_id)
    if is_new or is_for_one:
        said = rule.message if rule else ""
        words = wording.handed_over(ticket, reason, said=said, language=language, peril=peril)
        # One hand-over, one message: its moment names it.
        named = f"handed-over:{ticket.escalated_at.isoformat()}"
        named += f":{customer.pk}:{reason}" if is_for_one and customer else ""
        post_hub_message(ticket, author="system", body=words, source_id=named, to=customer)
    return ticket


def _tell_the_team(ticket: Ticket) -> None:
    """By mail, to addresses behind which anybody may read."""
    event = TicketEvent.objects.filter(ticket=ticket, kind=TicketEvent.Kind.ESCALATED).latest("pk")
    mail_later(event)
    keep_transcript_later(event)
