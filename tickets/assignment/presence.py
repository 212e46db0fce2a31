"""Whether a member takes new tickets."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.locking import lock
from accounts.models import Member


@transaction.atomic
def go_away(member: Member) -> None:
    """No rule gives them tickets any more; those they have stay theirs."""
    member = lock(member)
    if not member.is_away:
        member.away_since = timezone.now()
        member.save(update_fields=["away_since"])


@transaction.atomic
def come_back(member: Member) -> None:
    member = lock(member)
    if member.is_away:
        member.away_since = None
        member.save(update_fields=["away_since"])
