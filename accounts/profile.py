from __future__ import annotations

from django.db import transaction

from accounts.models import Member


@transaction.atomic
def update_profile(member: Member, *, name: str, timezone: str) -> None:
    """`name` is the person's everywhere; `timezone` is theirs in this tenant, empty for the tenant's own."""
    member.user.name = name
    member.user.save(update_fields=["name"])
    member.timezone = timezone
    member.save(update_fields=["timezone"])
