"""The email by which a playbook's rule tells an address of a hand-over."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from conversations.jobs import Claim, enqueue
from conversations.markup import plain_text
from conversations.models import Message
from tickets.live import announce
from tickets.models import Ticket, TicketEvent
from tickets.services.timeline import lock_ticket

EXCERPT = 500

logger = structlog.get_logger(__name__)


def mail_later(event: TicketEvent) -> None:
    """Queue the mail of an escalation whose rule names an address."""
    if event.data.get("email"):
        enqueue("agent.mail_handover", key=f"handover-mail:{event.pk}", event_id=event.pk)


def mail_handover(claim: Claim, *, event_id: int) -> None:
    """Sent again after a crash, it has the same Message-ID, by which mailboxes know it.

    Of a ticket that became private meanwhile nothing leaves.
    """
    event = TicketEvent.objects.select_related(
        "ticket__tenant", "ticket__customer", "ticket__discussion"
    ).get(pk=event_id)
    if event.ticket.discussion.is_private:
        with claim.finish():
            _withhold(event)
        return
    with translation.override(event.ticket.tenant.language):
        _mail(event).send()
    with claim.finish():
        pass


@transaction.atomic
def give_up_mail(*, event_id: int) -> None:
    """The mail server takes nothing: the timeline says so, and the ticket is escalated all the same."""
    event = TicketEvent.objects.select_related("ticket").get(pk=event_id)
    logger.warning("handover_mail_failed", escalation=event_id, ticket=event.ticket_id)
    lock_ticket(event.ticket)
    event.data["email_failed"] = True
    event.save(update_fields=["data"])
    announce(event.ticket)


def _withhold(event: TicketEvent) -> None:
    lock_ticket(event.ticket)
    del event.data["email"]
    event.save(update_fields=["data"])
    announce(event.ticket)


def _mail(event: TicketEvent) -> EmailMessage:
    ticket, address = event.ticket, event.data["email"]
    subject = _("%(reference)s was handed over: %(subject)s") % {
        "reference": ticket.reference,
        "subject": ticket.subject,
    }
    body = _(
        "%(customer)s wrote, and the rule “%(rule)s” hands it to you.\n\n%(text)s\n\nOpen it: %(url)s\n"
    ) % {
        "customer": ticket.customer.display_name,
        "rule": event.data["rule"],
        "text": _latest_words(ticket),
        "url": settings.HUB_URL + ticket.get_absolute_url(),
    }
    name = hashlib.sha256(f"handover:{event.pk}".encode()).hexdigest()[:32]
    headers = {
        "Message-ID": f"<{name}@{urlsplit(settings.HUB_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    # A header is one line, whatever a customer wrote.
    return EmailMessage(" ".join(subject.split()), body, to=[address], headers=headers)


def _latest_words(ticket: Ticket) -> str:
    theirs = Message.objects.filter(
        discussion=ticket.discussion_id, author=Message.Author.CUSTOMER, deleted_at=None
    )
    latest = theirs.order_by("-pk").first()
    return plain_text(latest.body, EXCERPT) if latest else ""
