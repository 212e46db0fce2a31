"""Making and revoking API keys."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import ApiKey, Member


@transaction.atomic
def create_api_key(*, name: str, by: Member) -> tuple[ApiKey, str]:
    """The row, and the key itself, which is not kept."""
    row = ApiKey(tenant=by.tenant, name=name, created_by=by)
    key = row.make_key()
    row.save()
    audit.record(tenant=by.tenant, actor=by, action="api_key.created", target=row)
    return row, key


@transaction.atomic
def revoke_api_key(row: ApiKey, *, by: Member) -> None:
    """From now on it opens nothing. Twice is harmless."""
    if ApiKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(tenant=by.tenant, actor=by, action="api_key.revoked", target=row)
