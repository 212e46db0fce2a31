"""What the composer says of files before one is sent."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from conversations.attachments import FILES_AT_MOST, TYPES

register = template.Library()


@register.simple_tag
def files_limit() -> dict[str, object]:
    """The limits, and the same words as the server's; {name} and {size} are for the page's script."""
    megabytes = settings.ATTACHMENT_MAX_BYTES // 2**20
    kinds = ", ".join(sorted(TYPES))
    return {
        "bytes": settings.ATTACHMENT_MAX_BYTES,
        "count": FILES_AT_MOST,
        "types": " ".join(sorted(TYPES)),
        "accept": ",".join(f".{suffix}" for suffix in sorted(TYPES)),
        "too_big": _("“{name}” has {size} MB; at most %(most)d MB fit.") % {"most": megabytes},
        "wrong_type": _("“{name}” is not a file of a type that can be sent. These can: %(types)s.")
        % {"types": kinds},
        "too_many": _("At most %(most)d files fit into one message.") % {"most": FILES_AT_MOST},
    }
