"""Articles as HTML: as messages, and with images of the hub's own."""

from __future__ import annotations

import re

import nh3
from django.core.signing import BadSignature, TimestampSigner

from conversations.markup import ATTRIBUTES, SCHEMES, TAGS
from conversations.markup import markdown as parser

# Where knowledge.urls serves files; texts are full of it, so it does not move.
PREFIX = "/content-files/"
LINK_SECONDS = 3600

_ADDRESS = re.compile(rf"{PREFIX}([0-9a-f]{{32}})/")
_WITH_FILE = re.compile(rf"!?\[((?:[^\]\\]|\\.)*)\]\({PREFIX}[0-9a-f]{{32}}/(?:\s+\"[^\"]*\")?\)")
_signer = TimestampSigner(salt="article-file")


def _own_images_only(tag: str, attribute: str, value: str) -> str | None:
    """An image from elsewhere would tell its server who reads."""
    if tag == "img" and attribute == "src" and not _ADDRESS.fullmatch(value):
        return None
    return value


_cleaner = nh3.Cleaner(
    tags=TAGS | {"img"},
    attributes={**ATTRIBUTES, "img": {"src", "alt", "title"}},
    attribute_filter=_own_images_only,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}, "img": {"loading": "lazy"}},
)


def render_article(body: str, *, is_signed: bool = False) -> str:
    """Cleaned HTML of an article's Markdown. `is_signed`: its files open for an hour, for a reader without a
    sign-in of an article that is not for everybody."""
    html = _cleaner.clean(parser.render(body)).strip()
    return _ADDRESS.sub(_signed, html) if is_signed else html


def keys_in(body: str) -> set[str]:
    """Of the files that a text shows or links to."""
    return set(_ADDRESS.findall(body))


def without_files(body: str) -> str:
    """The text with each image and link to a file replaced by its words, as search and answers have it."""
    return _WITH_FILE.sub(r"\1", body)


def address_of(key: str) -> str:
    return f"{PREFIX}{key}/"


def is_signature_of(key: str, signature: str) -> bool:
    try:
        return _signer.unsign(signature, max_age=LINK_SECONDS) == key
    except BadSignature:
        return False


def _signed(found: re.Match[str]) -> str:
    return f"{found.group()}?s={_signer.sign(found.group(1))}"
