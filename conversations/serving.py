"""A file on its way to a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from conversations.models.attachment import StoredFile

# One range, as players ask: from a byte on, or the last so many.
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
CHUNK = 64 * 1024


def file_response(request: HttpRequest, attachment: StoredFile) -> HttpResponseBase:
    """The file. Only images open in the page; everything else is a download, and nothing may run.

    A player that asks for a part gets it (RFC 9110, 14): without that nobody can seek in a recording.
    """
    wanted = RANGE.fullmatch(request.headers.get("Range", ""))
    response = _part(attachment, wanted) if wanted else FileResponse(attachment.file.open("rb"))
    if response.status_code != 416:
        response["Content-Type"] = attachment.content_type
        disposition = content_disposition_header(not attachment.is_image, attachment.name)
        response["Content-Disposition"] = disposition or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def preview_response(request: HttpRequest, attachment: StoredFile) -> HttpResponseBase:
    """A PDF for a frame of the hub's own pages, in the browser's viewer, which refuses to start in a sandbox.

    It is no document of the hub's origin all the same: browsers hand what is named application/pdf to a
    viewer with an origin of its own, where the PDF's scripts reach nothing of the page. What is no PDF was
    not taken in as one, and is not sniffed to be anything else; the policy lets nothing run or load either.
    """
    response = file_response(request, attachment)
    response["Content-Disposition"] = content_disposition_header(False, attachment.name) or "inline"
    response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'self'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _part(attachment: StoredFile, wanted: re.Match[str]) -> HttpResponseBase:
    first, last = _bounds(wanted, attachment.size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{attachment.size}"})
    file = attachment.file.open("rb")
    response = StreamingHttpResponse(_chunks(file, first, last), status=206)
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{attachment.size}"
    return response


def _bounds(wanted: re.Match[str], size: int) -> tuple[int, int]:
    """The first and the last byte; the first is past the last where there is nothing to give."""
    start, end = wanted.groups()
    if not start:
        return (max(size - int(end), 0), size - 1) if end and int(end) else (1, 0)
    return int(start), min(int(end), size - 1) if end else size - 1


def _chunks(file: File, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
