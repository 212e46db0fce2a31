"""What is done with a pack and with a playbook alike: each has a switch, a place in an order, and an end."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Member
from guidance.models import GuidanceEdit, GuidancePack, Playbook
from guidance.services.keeping import keep
from guidance.services.ordering import place_of, put_at

Listed = GuidancePack | Playbook
Verb = GuidanceEdit.Verb


def switch(thing: Listed, *, is_on: bool, by: Member) -> GuidanceEdit | None:
    def change() -> None:
        thing.is_on = is_on
        thing.save(update_fields=["is_on"])

    return keep(thing, change, verb=Verb.SWITCHED_ON if is_on else Verb.SWITCHED_OFF, by=by)


def move(thing: Listed, *, up: bool, by: Member) -> GuidanceEdit | None:
    """One place up or down; at the end of the list nothing changes."""

    def change() -> None:
        rows = in_order(thing)
        place = place_of(thing, rows) + (-1 if up else 1)
        if 1 <= place <= len(rows):
            put_at(thing, rows, place)

    return keep(thing, change, verb=Verb.MOVED, by=by)


def remove(thing: Listed, *, by: Member) -> GuidanceEdit | None:
    """It counts for nobody any more; it can be brought back with its rules."""

    def change() -> None:
        thing.removed_at = thing.removed_at or timezone.now()
        thing.save(update_fields=["removed_at"])

    return keep(thing, change, verb=Verb.REMOVED, by=by)


def in_order(thing: Listed) -> list[Listed]:
    """It and the others of its kind in the tenant."""
    return list(type(thing).objects.for_tenant(thing.tenant).kept())
