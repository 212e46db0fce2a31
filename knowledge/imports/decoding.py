"""From a file's bytes to its text, whichever encoding it was saved in."""

from __future__ import annotations

import codecs

from django.utils.translation import gettext as _

from knowledge.services.errors import ContentRefused

# Every second byte of Latin text in UTF-16 is zero; of other scripts' at least its spaces and line ends are.
_ZEROS_OF_UTF_16 = 0.05


def decode(data: bytes, declared: str = "") -> str:
    """The text: UTF-8, UTF-16 or Windows-1252, or `declared` where that fits. Raises ContentRefused."""
    if not data.strip():
        raise ContentRefused(_("The file is empty."))
    for encoding in _candidates(data, declared):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" in text:
            break
        return text
    if b"\x00" in data:
        raise ContentRefused(_("This is not text: there are NUL bytes in it."))
    raise ContentRefused(_("Its encoding is not recognised. Save it as UTF-8."))


def _candidates(data: bytes, declared: str) -> list[str]:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return ["utf-32"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\x00" in data:
        return _unmarked_utf_16(data)
    # Other encodings fit any bytes, so UTF-8, which does not, goes before what somebody declares.
    return ["utf-8-sig", *([declared] if declared else []), "cp1252"]


def _unmarked_utf_16(data: bytes) -> list[str]:
    even, odd = data[::2].count(0), data[1::2].count(0)
    enough = len(data) / 2 * _ZEROS_OF_UTF_16
    if odd > enough and even == 0:
        return ["utf-16-le"]
    return ["utf-16-be"] if even > enough and odd == 0 else []
