"""Setting what the AI may do. Every change is in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.locking import lock
from accounts.models import Member
from agent.models import EscalationSettings
from ai.models import AISettings
from conversations.models import Channel


@transaction.atomic
def configure_ai(*, chosen: Mapping[str, Any], by: Member) -> AISettings:
    """Keep what was chosen for the tenant's AI as a whole; it counts from the next look on."""
    settings, _is_new = AISettings.objects.select_for_update().get_or_create(tenant=by.tenant)
    _change(settings, chosen, by=by, action="ai.changed")
    return settings


@transaction.atomic
def configure_escalation(*, chosen: Mapping[str, Any], by: Member) -> EscalationSettings:
    """Keep when the tenant's dissatisfied customers get a person; it counts from the next message on."""
    settings, _is_new = EscalationSettings.objects.select_for_update().get_or_create(tenant=by.tenant)
    _change(settings, chosen, by=by, action="escalation.changed")
    return settings


@transaction.atomic
def configure_channel(channel: Channel, *, chosen: Mapping[str, Any], by: Member) -> Channel:
    """Keep what the AI may do in a channel."""
    lock(channel)
    _change(channel, chosen, by=by, action="channel.ai_changed")
    return channel


def _change(
    row: AISettings | EscalationSettings | Channel, chosen: Mapping[str, Any], *, by: Member, action: str
) -> None:
    before = {name: getattr(row, name) for name in chosen}
    changed = {name: value for name, value in chosen.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    changes = {name: [_plain(before[name]), _plain(value)] for name, value in changed.items()}
    audit.record(tenant=by.tenant, actor=by, action=action, target=row, changes=changes)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str | list) else str(value)
