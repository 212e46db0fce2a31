"""What the hub itself says to customers around an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.models import EscalationReason, Ticket

# For a customer whose language the AI does not answer in: these words are not the hub's own language's, so
# they do not come from its catalogues.
_NOT_OUR_LANGUAGE = {
    "de": "Ich kann in dieser Sprache leider nicht selbst antworten. Das Team meldet sich hier bei Ihnen; "
    "Ihre Referenz ist %(reference)s.",
    "fr": "Je ne peux malheureusement pas répondre moi-même dans cette langue. L'équipe vous répondra ici ; "
    "votre référence est %(reference)s.",
    "es": "Lo siento, no puedo responder yo mismo en este idioma. El equipo le responderá aquí; su "
    "referencia es %(reference)s.",
    "it": "Purtroppo non posso rispondere io stesso in questa lingua. Il team le risponderà qui; il suo "
    "riferimento è %(reference)s.",
    "pt": "Infelizmente não consigo responder neste idioma. A equipa vai responder-lhe aqui; a sua "
    "referência é %(reference)s.",
    "nl": "Ik kan helaas niet zelf in deze taal antwoorden. Het team antwoordt u hier; uw referentie is "
    "%(reference)s.",
    "pl": "Niestety nie mogę odpowiedzieć w tym języku. Zespół odpowie Państwu tutaj; numer sprawy: "
    "%(reference)s.",
    "sv": "Jag kan tyvärr inte svara själv på det här språket. Teamet svarar dig här; din referens är "
    "%(reference)s.",
}


_HANDED_OVER = {
    EscalationReason.SAFETY: gettext_lazy(
        "If anyone is in danger, leave the place and call the emergency services now. The team has been "
        "alerted; your reference is %(reference)s."
    ),
    EscalationReason.CUSTOMER_ASKED: gettext_lazy(
        "Of course. A person from the team will answer you here; your reference is %(reference)s."
    ),
    EscalationReason.DISSATISFACTION: gettext_lazy(
        "I am sorry that the answers have not helped. A person from the team will answer you here; your "
        "reference is %(reference)s."
    ),
    EscalationReason.AI_OFF: gettext_lazy(
        "Thank you for writing. A person will answer you here; your reference is %(reference)s."
    ),
}
# Of a danger that is none to life.
_IN_PERIL = {
    "money": gettext_lazy(
        "Please send no more money, tell nobody a code or password, and have your bank block the card or "
        "account if money is at risk. The team has been alerted; your reference is %(reference)s."
    ),
    "work": gettext_lazy(
        "This is urgent, so the team has been alerted at once. A person will answer you here; your "
        "reference is %(reference)s."
    ),
}
_HANDED_OVER_OTHERWISE = gettext_lazy(
    "This needs a person, so it has been handed to the team. They will answer you here; your reference "
    "is %(reference)s."
)


def handed_over(ticket: Ticket, reason: str, *, said: str = "", language: str = "", peril: str = "") -> str:
    """The hand-over, with the reference the ticket really has. `said` is what a playbook's rule says of it;
    of a danger it is said besides. `language` is the customer's, where that is why."""
    if said and reason != EscalationReason.SAFETY:
        return said + "\n\n" + _("Your reference is %(reference)s.") % {"reference": ticket.reference}
    if language:
        ours = _(
            "I can't answer in this language myself, so a person from the team will answer you here; your "
            "reference is %(reference)s."
        )
        return _NOT_OUR_LANGUAGE.get(language, ours) % {"reference": ticket.reference}
    by_reason = _HANDED_OVER.get(EscalationReason(reason), _HANDED_OVER_OTHERWISE)
    words = str(_IN_PERIL.get(peril, by_reason))
    words %= {"reference": ticket.reference}
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


def ask_about_files() -> str:
    return _(
        "I can't look into files. Tell me in a few words what this is about, or ask for a person, who can."
    )


def offer() -> str:
    return _("I am not sure enough to answer this myself. This may help:")


def ask_about_offer(count: int) -> str:
    """For who has no buttons to press."""
    if count == 1:
        return _("Did this help? Answer yes or no; with a no, a person takes over.")
    return _("Did one of these help? Answer yes or no; with a no, a person takes over.")
