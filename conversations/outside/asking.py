"""One request to somebody else's server, within limits."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from conversations.outside.connecting import Deadline, connected
from conversations.outside.errors import OutsideRefused
from conversations.outside.targets import Target, target_of

REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 64 * 1024
# zlib's own way of asking for the gzip format.
GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class Limits:
    """What an answer may cost: redirects followed, bytes of its body, and seconds in all."""

    redirects: int = 5
    size: int = 5_000_000
    seconds: float = 15.0


@dataclass(frozen=True)
class Answer:
    """`url` is where it came from in the end; `content_type` is without parameters, `charset` one of them."""

    url: str
    status: int
    content_type: str
    charset: str
    body: bytes = field(repr=False)


def ask(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    accepts: Sequence[str] = (),
    limits: Limits | None = None,
) -> Answer:
    """The server's answer, whatever its status. Only a GET follows redirects, each checked like the first.

    `accepts` are content types; none means any. Raises OutsideRefused.
    """
    limits = limits or Limits()
    deadline = Deadline(limits.seconds)
    sent = {
        "User-Agent": f"Conversations (+{settings.HUB_URL})",
        "Accept": ", ".join(accepts) or "*/*",
        "Accept-Encoding": "gzip",
        **(headers or {}),
    }
    for _hop in range(limits.redirects + 1):
        answer = _ask_once(target_of(url), method, body, sent, accepts, limits, deadline)
        if isinstance(answer, Answer):
            return answer
        url = answer
    raise OutsideRefused(_("It redirects more than %(most)d times.") % {"most": limits.redirects})


def _ask_once(
    target: Target,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    accepts: Sequence[str],
    limits: Limits,
    deadline: Deadline,
) -> Answer | str:
    """The answer, or the address that it redirects to."""
    try:
        with connected(target, deadline) as connection:
            connection.request(method, target.path, body, {"Host": target.host_header, **headers})
            with closing(connection.getresponse()) as response:
                location = response.getheader("Location")
                if method == "GET" and response.status in REDIRECTS and location:
                    return urljoin(target.url, location.strip().replace(" ", "%20"))
                answer = _read(response, target, accepts, limits)
    except (OSError, http.client.HTTPException, ValueError) as error:
        # ValueError: what http.client says of a length or a header that makes no sense.
        if deadline.is_over:
            raise _too_slow(limits) from error
        raise OutsideRefused(_("“%(host)s” gave no proper answer.") % {"host": target.host}) from error
    if deadline.is_over:
        # What is cut then may look like an answer that ended.
        raise _too_slow(limits)
    return answer


def _read(
    response: http.client.HTTPResponse, target: Target, accepts: Sequence[str], limits: Limits
) -> Answer:
    content_type = response.headers.get_content_type()
    if response.status == 200 and accepts and content_type not in accepts:
        raise OutsideRefused(
            _("The address leads to “%(type)s”, which can not be taken. These can: %(types)s.")
            % {"type": content_type, "types": ", ".join(accepts)}
        )
    return Answer(
        url=target.url,
        status=response.status,
        content_type=content_type,
        charset=response.headers.get_content_charset("") or "",
        body=_body(response, limits.size),
    )


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    encoding = (response.getheader("Content-Encoding") or "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise OutsideRefused(_("The answer is packed in a way that was not asked for."))
    unpack = zlib.decompressobj(GZIP) if encoding == "gzip" else None
    body = bytearray()
    while chunk := response.read(CHUNK):
        # Unpacked no further than one byte past the limit: a small answer may unpack to a huge one.
        body += _unpacked(unpack, chunk, most + 1 - len(body)) if unpack else chunk
        if len(body) > most:
            raise _too_large(most)
    is_packed_whole = unpack is None or unpack.eof or not body
    if response.length or not is_packed_whole:
        raise OutsideRefused(_("The answer broke off in the middle."))
    return bytes(body)


def _unpacked(unpack: zlib._Decompress, chunk: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(chunk, most)
    except zlib.error as error:
        raise OutsideRefused(_("The answer is packed in a way that can not be read.")) from error


def _too_large(most: int) -> OutsideRefused:
    return OutsideRefused(_("The answer is larger than %(most)s MB.") % {"most": f"{most / 1_000_000:g}"})


def _too_slow(limits: Limits) -> OutsideRefused:
    return OutsideRefused(
        _("The answer took longer than %(most)d seconds.") % {"most": round(limits.seconds)}
    )
