"""The tenant's switch of the AI and the channel's mode, as they are now and not when it began to think."""

from __future__ import annotations

from agent.models import Run
from agent.respond.decision import Decision
from ai.models import AISettings
from conversations.models import Channel
from tickets.models import EscalationReason, Ticket


def decide_by_switches(ticket: Ticket) -> Decision | None:
    """A person where the AI is off; None where it is on."""
    if not AISettings.of(ticket.tenant).is_on:
        return Decision(Run.Decision.ESCALATE, "The AI is off.", reason=EscalationReason.AI_OFF)
    if _mode_of(ticket) == Channel.Mode.OFF:
        because = "The AI is off in this channel."
        return Decision(Run.Decision.ESCALATE, because, reason=EscalationReason.AI_OFF)
    return None


def may_speak(ticket: Ticket) -> bool:
    """Whether what the AI says goes to the customer, with nobody's approval."""
    return AISettings.of(ticket.tenant).is_on and _mode_of(ticket) == Channel.Mode.AUTONOMOUS


def _mode_of(ticket: Ticket) -> str:
    return Channel.objects.values_list("ai_mode", flat=True).get(pk=ticket.channel_id)
