"""What people can react with: few, so that counts mean something."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

EMOJIS = (
    ("👍", _("Thumbs up")),
    ("❤️", _("Heart")),
    ("😄", _("Smile")),
    ("🎉", _("Celebrate")),
    ("👀", _("Looking into it")),
    ("✅", _("Done")),
    ("😢", _("Sad")),
    ("🙏", _("Thanks")),
)
