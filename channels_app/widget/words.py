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
        "with_people": _("A person will answer you here. Your reference is {reference}."),
        "resolved": _("This conversation is resolved. Write again to reopen it."),
        "rated": _("Thank you for your rating."),
        "rate_failed": _("Your rating did not reach us. Try again in a moment."),
        "deleted": _("This message was deleted."),
        "offline": _("No connection. What you write is kept here and sent when you are back."),
        "person_failed": _("We could not reach the team just now. Try again in a moment."),
        "today": _("Today"),
        "suggested": _("Shall we open a ticket for this?"),
        "sure": _("{percent}% sure"),
        "message_number": _("Message {number}"),
        "priority_low": _("can wait"),
        "priority_medium": _("normal"),
        "priority_high": _("soon"),
        "priority_critical": _("emergency"),
        "create_ticket": _("Create ticket"),
        "edit_first": _("Edit first"),
        "not_an_issue": _("Not an issue"),
        "ticket_created": _("Ticket {reference} is with the team."),
        "dismissed": _("No ticket was opened."),
        "undo": _("Undo"),
        "cancel": _("Cancel"),
        "title": _("What is it about?"),
        "summary": _("What should we know?"),
        "was_it_right": _("Did we get it right? From 1, not at all, to 5, exactly."),
        "comment": _("A word about it (optional)"),
        "new_tab": _("opens in a new tab"),
    }
