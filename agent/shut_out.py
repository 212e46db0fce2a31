from __future__ import annotations

from django.utils.translation import gettext as _


def ai_is_shut_out() -> str:
    """Why the AI does nothing in a private ticket that it is not let into."""
    return _("The AI may not read this private ticket. Its owner can let it in.")
