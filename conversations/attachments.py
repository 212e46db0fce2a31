"""Files people send: checked on the way in, stored outside the web root, served by a signed address."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from conversations.jobs import Claim, enqueue
from conversations.models import Attachment, Customer, Discussion
from conversations.services.refusal import MessageRefused

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
TEXT = {"txt", "log", "csv"}
# What a file begins with, where its kind has no name in the tables of magic numbers, or several.
MARKS = {
    "zip": (0, b"PK\x03\x04"),
    "docx": (0, b"PK\x03\x04"),
    "xlsx": (0, b"PK\x03\x04"),
    "heic": (4, b"ftyp"),
    "heif": (4, b"ftyp"),
    "mp4": (4, b"ftyp"),
    "mov": (4, b"ftyp"),
    "m4a": (4, b"ftyp"),
    "webm": (0, b"\x1aE\xdf\xa3"),
    "ogg": (0, b"OggS"),
    "wav": (8, b"WAVE"),
}
LINK_SECONDS = 3600
FILES_AT_MOST = 10
# Nobody sends a message that long after attaching its file.
FORGOTTEN_AFTER = timedelta(days=1)

_signer = TimestampSigner(salt="attachment")


def store_upload(*, discussion: Discussion, upload: UploadedFile) -> Attachment:
    """Keep a file until a message takes it, a day at most. Raises MessageRefused, which says the limit."""
    return _keep(Attachment(tenant=discussion.tenant, discussion=discussion, **checked(upload)))


def store_customers_upload(*, customer: Customer, upload: UploadedFile) -> Attachment:
    """As `store_upload`, for a message of this customer, in whatever discussion. Raises MessageRefused also
    where as many wait as fit into a message."""
    if Attachment.objects.filter(customer=customer).count() >= FILES_AT_MOST:
        raise MessageRefused(
            _("%(most)d files wait to be sent already. Send or remove some first.") % {"most": FILES_AT_MOST}
        )
    return _keep(Attachment(tenant=customer.tenant, customer=customer, **checked(upload)))


def checked(upload: UploadedFile) -> dict[str, Any]:
    """What a StoredFile keeps of an upload, its content looked at. Raises MessageRefused, which says why."""
    name = PurePath((upload.name or "file").replace("\\", "/")).name[:200]
    size = upload.size or 0
    if size > settings.ATTACHMENT_MAX_BYTES:
        most = settings.ATTACHMENT_MAX_BYTES // 2**20
        raise MessageRefused(
            _("“%(name)s” has %(size).1f MB; at most %(most)d MB fit.")
            % {"name": name, "size": size / 2**20, "most": most}
        )
    if not size:
        raise MessageRefused(_("“%(name)s” is empty.") % {"name": name})
    content_type = _check_type(name, upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return {
        "name": name,
        "content_type": content_type,
        "size": size,
        "sha256": digest.hexdigest(),
        "file": upload,
    }


@transaction.atomic
def _keep(attachment: Attachment) -> Attachment:
    attachment.save()
    key = f"forget-upload:{attachment.pk}"
    enqueue("conversations.forget_upload", key=key, delay=FORGOTTEN_AFTER, attachment_id=attachment.pk)
    return attachment


def keep_uploads(attachments: Sequence[Attachment]) -> None:
    """Have them wait for a message that is sent later. Raises MessageRefused for one that is taken."""
    free = Attachment.objects.filter(pk__in=[file.pk for file in attachments], message=None, is_kept=False)
    if free.update(is_kept=True) != len(attachments):
        raise MessageRefused(_("An attached file was already used or belongs elsewhere. Attach it again."))


@transaction.atomic
def drop_upload(attachment: Attachment, *, is_kept: bool = False) -> bool:
    """Remove a file that no message has taken, or that is kept for none any more. Returns whether it went."""
    waiting = Attachment.objects.select_for_update().filter(message=None, is_kept=is_kept)
    free = waiting.filter(pk=attachment.pk).first()
    if free is None:
        return False
    transaction.on_commit(partial(free.file.delete, save=False))
    free.delete()
    return True


def forget_upload(claim: Claim, *, attachment_id: int) -> None:
    """Drop a file that was attached and never sent."""
    with claim.finish():
        drop_upload(Attachment(pk=attachment_id))


def _check_type(name: str, upload: UploadedFile) -> str:
    suffix = PurePath(name).suffix.lstrip(".").lower()
    head = upload.read(8192)
    upload.seek(0)
    if suffix in TYPES and (_is_text(head) if suffix in TEXT else _has_magic_of(suffix, head)):
        return TYPES[suffix]
    raise MessageRefused(
        _("“%(name)s” is not a file of a type that can be sent. These can: %(types)s.")
        % {"name": name, "types": ", ".join(sorted(TYPES))}
    )


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head


def _has_magic_of(suffix: str, head: bytes) -> bool:
    if suffix in MARKS:
        at, mark = MARKS[suffix]
        return head[at : at + len(mark)] == mark
    if suffix == "mp3":
        return head.startswith(b"ID3") or (head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    return TYPES[suffix] in found


def signed_path(attachment: Attachment) -> str:
    """An address that opens this file for an hour, for someone who has no sign-in (a customer)."""
    return reverse("conversations:signed-attachment", args=[_signer.sign(str(attachment.pk))])


def from_signed(signature: str) -> Attachment | None:
    """The file, unless its message was deleted meanwhile."""
    try:
        pk = _signer.unsign(signature, max_age=LINK_SECONDS)
    except BadSignature:
        return None
    return Attachment.objects.filter(pk=pk, message__deleted_at=None).first()
