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


class ApprovalNeeded(ContentRefused):
    """Here another member looks at a text before it goes live, and nobody has yet."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has to approve this text before it goes live. Ask for a review."))


class HeldForReview(ContentRefused):
    """The text looks like instructions to the AI, and no member has released it yet."""

    def __init__(self) -> None:
        super().__init__(
            _("Parts of this text look like instructions to the AI. Look at them and release it first.")
        )
