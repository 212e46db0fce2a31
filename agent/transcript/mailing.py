"""The transcript by email to the tenant's support address."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agent.models import EscalationSettings
from agent.transcript.attaching import transcript_of
from conversations.jobs import Claim
from tickets.live import announce
from tickets.models import EscalationReason, TicketEvent
from tickets.services.timeline import lock_ticket

logger = structlog.get_logger(__name__)


def mail_transcript(claim: Claim, *, event_id: int) -> None:
    """Send it, or say that it would be sent where no mail server is set up. Both stand in the timeline.

    Sent again after a crash, it has the same Message-ID, by which mailboxes know it. Of a ticket that became
    private meanwhile nothing leaves.
    """
    event = _event(event_id)
    if event.ticket.discussion.is_private:
        with claim.finish():
            return
    address = EscalationSettings.of(event.ticket.tenant).support_email
    outcome = _outcome(address)
    if outcome == "sent":
        with translation.override(event.ticket.tenant.language):
            _mail(event, address).send()
    logger.info("transcript_mail", outcome=outcome, escalation=event.pk, ticket=event.ticket_id, to=address)
    with claim.finish():
        _say(event, outcome, address)


@transaction.atomic
def give_up_transcript_mail(*, event_id: int) -> None:
    """The mail server takes nothing: the timeline says so, and the file is in the ticket all the same."""
    event = _event(event_id)
    address = EscalationSettings.of(event.ticket.tenant).support_email
    logger.warning(
        "transcript_mail", outcome="failed", escalation=event_id, ticket=event.ticket_id, to=address
    )
    _say(event, "failed", address)


def _outcome(address: str) -> str:
    if not address:
        return "nobody"
    return "sent" if settings.EMAIL_HOST else "would_be_sent"


def _say(event: TicketEvent, outcome: str, address: str) -> None:
    lock_ticket(event.ticket)
    event.refresh_from_db(fields=["data"])
    event.data |= {"transcript_mail": outcome, "transcript_to": address}
    event.save(update_fields=["data"])
    announce(event.ticket)


def _event(event_id: int) -> TicketEvent:
    around = ("ticket__tenant", "ticket__customer", "ticket__discussion")
    return TicketEvent.objects.select_related(*around).get(pk=event_id)


def _mail(event: TicketEvent, address: str) -> EmailMessage:
    ticket = event.ticket
    subject = _("%(reference)s needs a person: %(subject)s") % {
        "reference": ticket.reference,
        "subject": ticket.subject,
    }
    body = _("%(customer)s: %(reason)s.\nThe conversation is attached.\n\nOpen it: %(url)s\n") % {
        "customer": ticket.customer.display_name,
        "reason": EscalationReason(event.data["reason"]).label,
        "url": settings.HUB_URL + ticket.get_absolute_url(),
    }
    name = hashlib.sha256(f"transcript:{event.pk}".encode()).hexdigest()[:32]
    headers = {
        "Message-ID": f"<{name}@{urlsplit(settings.HUB_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    # A header is one line, whatever a customer wrote.
    mail = EmailMessage(" ".join(subject.split()), body, to=[address], headers=headers)
    if file := transcript_of(event):
        with file.file.open("rb") as content:
            mail.attach(file.name, content.read(), "text/plain; charset=utf-8")
    return mail
