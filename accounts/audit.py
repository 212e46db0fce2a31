"""The append-only record of what members and admins change."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import models

from accounts.models import AuditEntry, Member, Tenant, User


def record(
    *,
    tenant: Tenant,
    actor: Member | User | None,
    action: str,
    target: models.Model | None = None,
    changes: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry. `action` is `noun.verb`, as `member.role_changed`; `changes` holds JSON.

    A User acts as platform admin, with no place in the tenant: only their address is kept.
    """
    context = structlog.contextvars.get_contextvars()
    return AuditEntry.objects.create(
        tenant=tenant,
        actor=actor if isinstance(actor, Member) else None,
        actor_label=_address(actor),
        action=action,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        target_label=str(target)[:200] if target else "",
        changes=changes or {},
        request_id=str(context.get("request_id", ""))[:64],
    )


def _address(actor: Member | User | None) -> str:
    if isinstance(actor, Member):
        return actor.user.email
    return actor.email if actor else ""
