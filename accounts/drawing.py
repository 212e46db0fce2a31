"""Markup that is drawn once for as long as it shows the same.

Rows of a list and messages of a transcript go out again and again, to every member and after every live
event, and drawing them is most of a page's time.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# A piece is one or two kB of markup: some 15 MB a process when full.
KEPT_AT_MOST = 8192


def draw(template: str, shown: Hashable) -> SafeString:
    """The template's markup in the current language and time zone.

    The template gets `shown` and nothing else, no request and no context processors, so that what is
    equal looks the same. A frozen dataclass is the way to say what is shown.
    """
    return _draw(template, shown, get_language(), timezone.get_current_timezone_name())


@lru_cache(maxsize=KEPT_AT_MOST)
def _draw(template: str, shown: Hashable, _language: str, _zone: str) -> SafeString:
    return render_to_string(template, {"shown": shown})
