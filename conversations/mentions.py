"""`@handle` in a text: whom it calls, and how that is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import escape

from accounts.models import Member
from conversations.access import members_who_read

MENTION = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9._-]{0,63})", re.IGNORECASE)
_TAG = re.compile(r"(<[^>]*>)")
# What is shown as it was typed, and what leads elsewhere, calls nobody.
_QUIET = ("code", "pre", "a")


def handle_of(member: Member) -> str:
    """What `@` is followed by to call this member: the part of their email address before the @."""
    return member.user.email.partition("@")[0].lower()


def mentioned_members(discussion_id: int, body: str) -> list[Member]:
    """The active members who may read the discussion and whom `@handle` names."""
    handles = {_handle(match) for match in MENTION.finditer(body)}
    if not handles:
        return []
    members = members_who_read(discussion_id).active().select_related("user")
    return [member for member in members if handle_of(member) in handles]


def mark_mentions(html: str, members: Sequence[Member]) -> str:
    """Cleaned HTML with the handles of these members marked, each with their name for the reader."""
    if not members:
        return html
    names = {handle_of(member): member.name for member in members}
    quiet = 0
    parts = _TAG.split(html)
    for place, part in enumerate(parts):
        if part.startswith("<"):
            tag = part.strip("</>").split(None, 1)[0] if part.strip("</>") else ""
            quiet += (-1 if part.startswith("</") else 1) if tag in _QUIET else 0
        elif not quiet:
            parts[place] = MENTION.sub(lambda match: _marked(match, names), part)
    return "".join(parts)


def _marked(match: re.Match[str], names: dict[str, str]) -> str:
    handle = _handle(match)
    if handle not in names:
        return match.group(0)
    rest = match.group(0)[len(handle) + 1 :]
    return (
        f'<span class="mention" title="{escape(names[handle])}">@{match.group(1)[: len(handle)]}</span>{rest}'
    )


def _handle(match: re.Match[str]) -> str:
    return match.group(1).rstrip(".-_").lower()
