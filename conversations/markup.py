"""Markdown in, clean HTML out."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}
SCHEMES = {"http", "https", "mailto", "tel"}

markdown = MarkdownIt("commonmark", {"breaks": True, "html": False}).enable(["table", "strikethrough"])
_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
# What stands in them is apart from what stands beside them; emphasis and links are amid words.
_BLOCK = re.compile(r"<(?=/?(?:blockquote|br|h[1-6]|hr|li|ol|p|pre|table|tbody|td|th|thead|tr|ul)\b)")


def render_markdown(body: str) -> str:
    """Cleaned HTML of a Markdown text. Raw HTML in the text comes out as text."""
    return _cleaner.clean(markdown.render(body)).strip()


def plain_text(body: str, length: int) -> str:
    """The first `length` characters of what a reader would see, on one line."""
    # Nothing past a few times the length can reach the result, and bodies may be 100 kB.
    html = markdown.render(body[: length * 4])
    text = " ".join(nh3.clean(_BLOCK.sub(" <", html), tags=set()).split())
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
