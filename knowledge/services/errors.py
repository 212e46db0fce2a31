from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from knowledge.models import Version


class ContentRefused(Exception):
    """The content can't be taken; the text says why and what to do. `field` is where to say it."""

    def __init__(self, message: str, *, field: str = "body") -> None:
        super().__init__(message)
        self.field = field


class EditedMeanwhile(ContentRefused):
    """Somebody saved a newer version than the one this edit started from. Nothing was written."""

    def __init__(self, latest: Version) -> None:
        super().__init__(
            _("Version %(number)d was saved while you were writing. Your text is still here.")
            % {"number": latest.number}
        )
        self.latest = latest
