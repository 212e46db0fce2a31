from __future__ import annotations

from django.utils.translation import gettext as _


def messenger_words() -> dict[str, str]:
    """What the messenger's scripts say; `{name}` and the like are filled in there."""
    return {
        "you": _("You"),
        "ai": _("AI"),
        "sending": _("Sending"),
        "waiting": _("Waiting for a connection"),
        "limited": _("Too many messages at once; sent again in {seconds} s"),
        "failed": _("Not sent"),
        "retry": _("Try again"),
        "typing": _("{name} is writing"),
        "joined": _("{name} joined the conversation"),
        "sources": _("From our help centre"),
        "offer": _("I am not sure enough to answer this myself. This may help:"),
        "ask_answer": _("Did this help?"),
        "ask_offer": _("Did one of these help?"),
        "yes": _("Yes"),
        "no": _("No"),
        "yes_this_one": _("Yes, this one"),
        "noted": _("Thank you."),
        "helped_failed": _("Your answer did not reach us. Try again in a moment."),
        "with_people": _("A person will answer you here. Your reference is {reference}."),
        "resolved": _("This conversation is resolved. Write again to reopen it."),
        "rated": _("Thank you for your rating."),
        "rate_failed": _("Your rating did not reach us. Try again in a moment."),
        "deleted": _("This message was deleted."),
        "offline": _("No connection. What you write is kept here and sent when you are back."),
        "person_failed": _("We could not reach the team just now. Try again in a moment."),
        "today": _("Today"),
        "new_tab": _("opens in a new tab"),
    }
