from __future__ import annotations

from django import template

from knowledge.audience import conditions_of, in_words
from knowledge.models import Article

register = template.Library()


@register.simple_tag
def audience_words(article: Article) -> str:
    return in_words(conditions_of(article))
