"""What the hub itself says to customers around an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tickets.models import EscalationReason, Ticket


def handed_over(ticket: Ticket, reason: str, *, said: str = "") -> str:
    """The hand-over, with the reference the ticket really has. `said` is what a playbook's rule says of it;
    of a danger it is said besides."""
    if said and reason != EscalationReason.SAFETY:
        return said + "\n\n" + _("Your reference is %(reference)s.") % {"reference": ticket.reference}
    texts = {
        EscalationReason.SAFETY: _(
            "If anyone is in danger, leave the place and call the emergency services now. The team has been "
            "alerted; your reference is %(reference)s."
        ),
        EscalationReason.CUSTOMER_ASKED: _(
            "Of course. A person from the team will answer you here; your reference is %(reference)s."
        ),
        EscalationReason.DISSATISFACTION: _(
            "I am sorry that the answers have not helped. A person from the team will answer you here; your "
            "reference is %(reference)s."
        ),
        EscalationReason.AI_OFF: _(
            "Thank you for writing. A person will answer you here; your reference is %(reference)s."
        ),
    }
    default = _(
        "This needs a person, so it has been handed to the team. They will answer you here; your reference "
        "is %(reference)s."
    )
    words = texts.get(EscalationReason(reason), default) % {"reference": ticket.reference}
    return f"{words}\n\n{said}" if said else words


def greeting() -> str:
    return _("Hello. What can I help you with?")


def acknowledge_again() -> str:
    return _(
        "I am sorry, I still have not understood it. Please say in other words what you need, or ask for a "
        "person, who will then answer you here."
    )


def acknowledge() -> str:
    return _(
        "I am sorry that this has not helped. What exactly do you need, and what have you tried already? If "
        "you would rather have a person, just say so."
    )


def ask_for_detail() -> str:
    return _("Could you tell me a little more about what you need, and where it happens?")
