"""How figures are written."""

from __future__ import annotations

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.0525 as "5.3%"; whole where it is."""
    number = round(100 * share, 1)
    return _("%(number)s%%") % {"number": formats.number_format(number, 0 if number.is_integer() else 1)}


@register.filter
def svg(number: float) -> str:
    """A number as SVG writes it, whatever the reader's language."""
    return f"{number:g}"
