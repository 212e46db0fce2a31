"""What is critical in a chat reaches people at once; it does not wait until somebody makes it a ticket."""

from __future__ import annotations

from accounts.models import Tenant
from agent.chat.critical import Peril, peril_of
from agent.escalation import hand_over
from agent.guiding.guide import load_guide
from agent.models import Run, TicketSuggestion
from agent.respond.decision import Decision
from agent.respond.recording import record_run
from agent.respond.situation import load_situation
from agent.respond.trace import Trace
from conversations.models import Message
from tickets.models import EscalationReason, Ticket


def raise_alarm(ticket: Ticket, message: Message, keys: set[int]) -> None:
    """Hand the chat over for these suggestions, by the safety playbook. The ticket must be locked.

    Where it is with people for a danger already, they know.
    """
    if ticket.is_ai_silent and ticket.escalation_reason == EscalationReason.SAFETY:
        return
    situation, trace = load_situation(message.pk), Trace()
    critical = list(TicketSuggestion.objects.filter(pk__in=keys).order_by("pk"))
    titles = [suggestion.title for suggestion in critical]
    with trace.step("chat") as found:
        found["critical"] = titles
    rule = load_guide(situation).before_answer(trace)
    reason = EscalationReason.SAFETY
    peril = _worst(ticket.tenant, critical)
    hand_over(ticket=ticket, reason=reason, customer=message.customer, rule=rule, peril=peril)
    because = f"The chat tells of something critical: {'; '.join(titles)}."
    decision = Decision(Run.Decision.ESCALATE, because, reason=reason, rule=rule)
    record_run(ticket, situation, decision, trace, kind=Run.Decision.ESCALATE, purpose=Run.Purpose.CHAT)


def _worst(tenant: Tenant, critical: list[TicketSuggestion]) -> Peril:
    """Of several the one that people have to be warned of first."""
    perils = {peril_of(tenant, f"{one.title}. {one.summary}", one.category) for one in critical}
    return next(peril for peril in Peril if peril in perils)
