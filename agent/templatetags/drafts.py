from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from conversations.markup import render_markdown

register = template.Library()


@register.simple_tag
def passage_html(text: str) -> SafeString:
    """A passage of an article as its readers see it."""
    return mark_safe(render_markdown(text))  # noqa: S308  (cleaned)
