from __future__ import annotations

from accounts.models import Member
from guidance.models import GuidanceEdit
from guidance.services.keeping import keep
from guidance.services.listed import in_order
from guidance.services.ordering import put_at
from guidance.snapshots import Snapshot, restore, snapshot


def revert(edit: GuidanceEdit, *, by: Member) -> GuidanceEdit | None:
    """Bring back what was before an edit, as a new edit; None when it is so already.

    What was made by the edit is removed. Its place in the order is put back only if the edit moved it.
    """
    thing = edit.thing

    def change() -> None:
        restore(thing, state_before(edit, snapshot(thing)))
        if edit.before and edit.before["place"] and edit.before["place"] != edit.after["place"]:
            put_at(thing, in_order(thing), edit.before["place"])

    return keep(thing, change, verb=GuidanceEdit.Verb.REVERTED, by=by, reverts=edit)


def state_before(edit: GuidanceEdit, now: Snapshot) -> Snapshot:
    """What bringing it back would write; of what the edit made, the whole as it is now, but removed."""
    if edit.before:
        return {**edit.before, "place": now["place"]} if _kept_its_place(edit) else dict(edit.before)
    return {**now, "is_removed": True}


def _kept_its_place(edit: GuidanceEdit) -> bool:
    return bool(edit.before["place"] == edit.after["place"])
