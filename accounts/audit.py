"""The append-only record of what members and admins change."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import models

from accounts.models import AuditEntry, Member, Tenant


def record(
    *,
    tenant: Tenant,
    actor: Member | None,
    action: str,
    target: models.Model | None = None,
    changes: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry. `action` is `noun.verb`, as `member.role_changed`; `changes` holds JSON."""
    context = structlog.contextvars.get_contextvars()
    return AuditEntry.objects.create(
        tenant=tenant,
        actor=actor,
        actor_label=actor.user.email if actor else "",
        action=action,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        target_label=str(target)[:200] if target else "",
        changes=changes or {},
        request_id=str(context.get("request_id", ""))[:64],
    )
