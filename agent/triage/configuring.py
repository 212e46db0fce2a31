"""Setting how tickets are triaged. Every change is in the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.models import Member
from agent.models import TriageSettings


@transaction.atomic
def configure_triage(*, chosen: Mapping[str, Any], by: Member) -> TriageSettings:
    """Keep what was chosen; it counts from the next ticket on."""
    settings, _is_new = TriageSettings.objects.select_for_update().get_or_create(tenant=by.tenant)
    changed = settings.changed(dict(chosen))
    if changed:
        changes = {name: [getattr(settings, name), value] for name, value in changed.items()}
        for name, value in changed.items():
            setattr(settings, name, value)
        settings.save()
        audit.record(tenant=by.tenant, actor=by, action="triage.changed", target=settings, changes=changes)
    return settings
