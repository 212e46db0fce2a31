from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import Member, Tenant
from knowledge.models import ContentSettings


@transaction.atomic
def set_approval(*, tenant: Tenant, approval: str, by: Member) -> ContentSettings:
    """Say whether another member has to approve a text before it goes live."""
    settings, _new = ContentSettings.objects.select_for_update().get_or_create(tenant=tenant)
    before = settings.approval
    if before != approval:
        settings.approval = approval
        settings.save(update_fields=["approval"])
        audit.record(
            tenant=tenant,
            actor=by,
            action="content.approval_changed",
            changes={"approval": [before, approval]},
        )
    return settings
