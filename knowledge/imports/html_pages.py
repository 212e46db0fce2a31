"""HTML: the main part of a page, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from markdownify import MarkdownConverter

from knowledge.imports.decoding import decode
from knowledge.imports.entries import Found, entry_of, title_of
from knowledge.services.errors import ContentRefused

# No text of the page, or none that is meant to be read here.
_DROPPED = (
    "title, script, style, noscript, template, iframe, object, embed, svg, canvas, form, button, input, "
    "select, textarea, nav, aside, footer, dialog, [hidden], [aria-hidden=true], "
    "[role=navigation], [role=banner], [role=contentinfo], [role=search], [role=complementary]"
)
# Where a page keeps its main part, the surest sign first.
_MAIN = ("main", "[role=main]", "article", "#content", "#main", ".article", ".content", "body")
# Of a page whose main part is said to be here, at least so much of the text is.
_MAIN_SHARE = 0.3
_SCHEMES = {"http", "https", "mailto", "tel"}
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?\s*([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")


def read_html(name: str, data: bytes) -> Iterator[Found]:
    """One entry, known again by the file's name."""
    yield page_entry(name, _decode(data), external_id=name)


def read_page(url: str, data: bytes, charset: str = "") -> Iterator[Found]:
    """One entry of a page on the web, known again by its address."""
    yield page_entry(url, _decode(data, charset), url=url)


def page_entry(origin: str, html: str, *, url: str = "", external_id: str = "") -> Found:
    """A page's title and main part. Links and images are made absolute where the page's address is known."""
    # Around what has no mark of HTML at all, for the parser wonders then whether it is a file's name.
    soup = BeautifulSoup(f"<!-- -->{_XML_HEAD.sub('', html)}", "html.parser")
    page_title = _text_of(soup.title)
    base = _base_of(soup, url)
    try:
        for part in soup.select(_DROPPED):
            part.decompose()
        main = _main_part(soup)
        heading = main.find("h1")
        title = _text_of(heading) or page_title or title_of(urlsplit(origin).path or origin)
        if isinstance(heading, Tag):
            heading.decompose()
        _mend_addresses(main, base)
        body = _as_markdown(main)
    except RecursionError as error:
        raise ContentRefused(_("Its elements are nested too deeply to be read.")) from error
    return entry_of(origin, title, body, external_id=external_id, source_url=url)


def _decode(data: bytes, charset: str = "") -> str:
    named = _CHARSET.search(data[:2048])
    return decode(data, charset or (named[1].decode() if named else ""))


def _base_of(soup: BeautifulSoup, url: str) -> str:
    """What the page's relative addresses are relative to; empty where nothing says so."""
    base, canonical = soup.find("base", href=True), soup.find("link", rel="canonical", href=True)
    if isinstance(base, Tag):
        return urljoin(url, str(base["href"]))
    return url or (str(canonical["href"]) if isinstance(canonical, Tag) else "")


def _main_part(soup: BeautifulSoup) -> Tag:
    """The first of the likely places that holds a fair part of the page's text; else all of it."""
    whole = len(soup.get_text())
    for selector in _MAIN:
        found = soup.select(selector)
        # Several articles are a list of teasers.
        if len(found) == 1 and len(found[0].get_text()) >= whole * _MAIN_SHARE:
            return found[0]
    return soup


def _mend_addresses(main: Tag, base: str) -> None:
    for link in main.find_all("a"):
        address = _absolute(str(link.get("href") or ""), base)
        if address:
            link["href"] = address
        else:
            link.unwrap()
    for image in main.find_all("img"):
        address = _absolute(str(image.get("src") or ""), base)
        if address:
            image["src"] = address
        else:
            image.replace_with(str(image.get("alt") or ""))


def _absolute(address: str, base: str) -> str:
    """The address as it works anywhere; empty for one that works only on its page, or runs something."""
    address = address.strip()
    if not address or address.startswith("#"):
        return ""
    try:
        joined = urljoin(base, address) if base else address
        parts = urlsplit(joined)
    except ValueError:
        return ""
    is_whole = bool(parts.netloc) or parts.scheme in ("mailto", "tel")
    return joined if parts.scheme in _SCHEMES and is_whole else ""


def _as_markdown(main: Tag) -> str:
    converter = MarkdownConverter(heading_style="atx", bullets="-", escape_misc=False)
    lines = [line.rstrip() for line in converter.convert_soup(main).split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _text_of(element: object) -> str:
    return " ".join(element.get_text(" ").split()) if isinstance(element, Tag) else ""
