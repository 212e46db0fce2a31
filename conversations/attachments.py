"""Files people send: checked on the way in, stored outside the web root, served by a signed address."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, TimestampSigner
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from conversations.models import Attachment, Discussion
from conversations.services import MessageRefused

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp4": "video/mp4",
}
TEXT = {"txt", "log", "csv"}
LINK_SECONDS = 3600

_signer = TimestampSigner(salt="attachment")


def store_upload(*, discussion: Discussion, upload: UploadedFile) -> Attachment:
    """Keep an uploaded file until a message takes it. Raises MessageRefused, which says the limit."""
    name = PurePath(upload.name or "file").name[:200]
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
    return Attachment.objects.create(
        tenant=discussion.tenant,
        discussion=discussion,
        name=name,
        content_type=content_type,
        size=size,
        sha256=digest.hexdigest(),
        file=upload,
    )


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
    if suffix in ("docx", "xlsx", "zip"):
        return head.startswith(b"PK\x03\x04")
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    return TYPES[suffix] in found


def signed_path(attachment: Attachment) -> str:
    """An address that opens this file for an hour, for someone who has no sign-in (a customer)."""
    return reverse("conversations:signed-attachment", args=[_signer.sign(str(attachment.pk))])


def from_signed(signature: str) -> Attachment | None:
    try:
        pk = _signer.unsign(signature, max_age=LINK_SECONDS)
    except BadSignature:
        return None
    return Attachment.objects.filter(pk=pk).first()


def file_response(attachment: Attachment) -> FileResponse:
    """The file. Only images open in the page; everything else is a download, and nothing may run."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=not attachment.is_image,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response
