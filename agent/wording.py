"""What the hub itself says to customers around an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tickets.models import EscalationReason, Ticket


def handed_over(ticket: Ticket, reason: str) -> str:
    """The hand-over, with the reference the ticket really has."""
    reference = {"reference": ticket.reference}
    if reason == EscalationReason.SAFETY:
        return (
            _(
                "If anyone is in danger, call the emergency services now. I have alerted the team at once; "
                "your reference is %(reference)s."
            )
            % reference
        )
    if reason == EscalationReason.CUSTOMER_ASKED:
        return (
            _("Of course. A person from the team will answer you here; your reference is %(reference)s.")
            % reference
        )
    if reason == EscalationReason.AI_OFF:
        return (
            _("Thank you for writing. A person will answer you here; your reference is %(reference)s.")
            % reference
        )
    return (
        _(
            "I am not sure enough to answer this well, so I have handed it to a person on the team. "
            "They will answer you here; your reference is %(reference)s."
        )
        % reference
    )


def greeting() -> str:
    return _("Hello. What can I help you with?")


def ask_for_detail() -> str:
    return _("Could you tell me a little more about what you need, and where it happens?")
