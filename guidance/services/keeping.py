"""Every change goes through here: one at a time in a tenant, versioned, and in the audit log."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from accounts import audit
from accounts.models import Member, Tenant
from guidance.models import GuidanceEdit, GuidancePack, Playbook
from guidance.snapshots import Snapshot, snapshot


@transaction.atomic
def keep(
    thing: GuidancePack | Playbook,
    change: Callable[[], None],
    *,
    verb: str,
    by: Member,
    reverts: GuidanceEdit | None = None,
) -> GuidanceEdit | None:
    """Do the change and keep what was before it; None when it changed nothing. It may raise GuidanceRefused.

    `thing` is brought up to date before the change; one that was not saved yet has no before.
    """
    # The order of packs is everybody's: changes of one tenant come one after the other.
    Tenant.objects.select_for_update(no_key=True).get(pk=thing.tenant_id)
    before: Snapshot = {}
    if thing.pk:
        thing.refresh_from_db()
        before = snapshot(thing)
    change()
    after = snapshot(thing)
    if before == after:
        return None
    edit = GuidanceEdit.objects.create(
        tenant=thing.tenant,
        pack=thing if isinstance(thing, GuidancePack) else None,
        playbook=thing if isinstance(thing, Playbook) else None,
        verb=verb,
        before=before,
        after=after,
        by=by,
        reverts=reverts,
    )
    noun = "guidance_pack" if isinstance(thing, GuidancePack) else "playbook"
    audit.record(
        tenant=thing.tenant, actor=by, action=f"{noun}.{verb}", target=thing, changes=_changes(before, after)
    )
    return edit


def _changes(before: Snapshot, after: Snapshot) -> Snapshot:
    return {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
