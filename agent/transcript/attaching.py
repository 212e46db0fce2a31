"""The transcript as a file of the ticket, for members."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from agent.transcript.writing import write_transcript
from conversations.attachments import store_upload
from conversations.jobs import Claim, enqueue
from conversations.models import Attachment, Message
from conversations.services import post_message
from tickets.assignment.routing import RAISES_PRIORITY
from tickets.live import announce
from tickets.models import TicketEvent
from tickets.services.timeline import lock_ticket


def keep_transcript_later(event: TicketEvent) -> None:
    """Queue the transcript of a hand-over by which a customer was not served."""
    if event.data["reason"] in RAISES_PRIORITY:
        enqueue("agent.transcript", key=f"transcript:{event.pk}", event_id=event.pk)


def keep_transcript(claim: Claim, *, event_id: int) -> None:
    """Put it into the ticket with a private note of the hub's, once, and queue its email."""
    event = TicketEvent.objects.select_related(
        "ticket__tenant", "ticket__channel", "ticket__customer", "ticket__discussion"
    ).get(pk=event_id)
    ticket = event.ticket
    with translation.override(ticket.tenant.language):
        # Stored before the transaction: what is lost with it is forgotten as any file that no message took.
        file = store_upload(discussion=ticket.discussion, upload=_upload(event))
        body = _("The conversation until it was handed over is attached.")
    with claim.finish():
        lock_ticket(ticket)
        post_message(
            discussion=ticket.discussion,
            author="system",
            kind=Message.Kind.NOTE,
            body=body,
            source_id=_source_id(event),
            attachments=[file],
        )
        announce(ticket)
        enqueue("agent.mail_transcript", key=f"transcript-mail:{event.pk}", event_id=event.pk)


def transcript_of(event: TicketEvent) -> Attachment | None:
    """The file that was kept; None when its note was deleted."""
    files = Attachment.objects.filter(
        message__discussion=event.ticket.discussion_id,
        message__source_id=_source_id(event),
        message__deleted_at=None,
    )
    return files.first()


def _upload(event: TicketEvent) -> SimpleUploadedFile:
    name = f"transcript-{event.ticket.number}-{event.created_at:%Y%m%d-%H%M%S}.txt"
    return SimpleUploadedFile(name, write_transcript(event).encode(), content_type="text/plain")


def _source_id(event: TicketEvent) -> str:
    return f"transcript:{event.pk}"
