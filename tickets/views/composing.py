"""What the composer sends along with its text: what it answers, and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from conversations.attachments import FILES_AT_MOST, store_upload
from conversations.markup import plain_text
from conversations.models import Attachment, Message
from conversations.services import MessageRefused
from tickets.models import Ticket
from tickets.shown import QUOTE_LENGTH


@dataclass
class Attached:
    """The files that wait for the message, and why others do not."""

    files: list[Attachment]
    refusals: list[str] = field(default_factory=list)


def read_files(request: HttpRequest, ticket: Ticket) -> Attached:
    """Those uploaded before, by their ids; and, from a browser without scripts, those in this very form."""
    chosen = [int(pk) for pk in request.POST.getlist("files") if pk.isdecimal() and len(pk) <= 18]
    attached = Attached(_waiting(ticket, chosen))
    if len(attached.files) < len(set(chosen)):
        attached.refusals.append(
            _("An attached file was already used or belongs elsewhere. Attach it again.")
        )
    for upload in request.FILES.getlist("upload"):
        try:
            attached.files.append(store_upload(discussion=ticket.discussion, upload=upload))
        except MessageRefused as refusal:
            attached.refusals.append(str(refusal))
    if len(attached.files) > FILES_AT_MOST:
        attached.refusals.append(_("At most %(most)d files fit into one message.") % {"most": FILES_AT_MOST})
    return attached


def _waiting(ticket: Ticket, chosen: Sequence[int]) -> list[Attachment]:
    """Also those that this very message has taken, if it is sent a second time."""
    files = Attachment.objects.for_tenant(ticket.tenant).filter(discussion=ticket.discussion_id)
    return list(files.filter(pk__in=chosen).order_by("pk")) if chosen else []


def read_parent(request: HttpRequest, ticket: Ticket) -> Message | None:
    """The message that is answered. Raises MessageRefused when it is not in this ticket any more."""
    pk = request.POST.get("parent", "")
    parent = _message(ticket, pk)
    if pk and parent is None:
        raise MessageRefused(_("The message you answer is not in this conversation any more."))
    return parent


def answering(ticket: Ticket, pk: str) -> dict[str, Any]:
    """The composer's line about the message that is answered; nothing for one that is not there."""
    parent = _message(ticket, pk)
    return {"parent": parent, "quote": plain_text(parent.body, QUOTE_LENGTH)} if parent else {}


def _message(ticket: Ticket, pk: str) -> Message | None:
    if not (pk.isdecimal() and len(pk) <= 18):
        return None
    messages = Message.objects.filter(discussion=ticket.discussion_id, deleted_at=None)
    return messages.with_authors().filter(pk=int(pk)).first()
