from __future__ import annotations

import re

from accounts.models import Member

MENTION = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9._-]{0,63})", re.IGNORECASE)


def mentioned_members(tenant_id: int, body: str) -> list[Member]:
    """The tenant's active members whom `@handle` names: the part of their email address before the @."""
    handles = {match.group(1).rstrip(".-_").lower() for match in MENTION.finditer(body)}
    if not handles:
        return []
    members = Member.objects.filter(tenant=tenant_id).active().select_related("user")
    return [member for member in members if member.user.email.partition("@")[0].lower() in handles]
