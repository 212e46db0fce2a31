from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from guidance.models import GuidanceEdit, GuidancePack, Rule
from guidance.services.errors import GuidanceRefused
from guidance.services.keeping import keep
from guidance.services.ordering import place_of, put_at

Verb = GuidanceEdit.Verb
RULES_AT_MOST = 50


def save_pack(pack: GuidancePack, *, values: dict[str, Any], by: Member) -> GuidanceEdit | None:
    """Make a pack, last in the order and switched off, or change one."""
    is_new = pack.pk is None

    def change() -> None:
        for name, value in values.items():
            setattr(pack, name, value)
        if is_new:
            pack.position = len(_in_order(pack)) + 1
        pack.save()

    return keep(pack, change, verb=Verb.CREATED if is_new else Verb.CHANGED, by=by)


def switch_pack(pack: GuidancePack, *, is_on: bool, by: Member) -> GuidanceEdit | None:
    def change() -> None:
        pack.is_on = is_on
        pack.save(update_fields=["is_on"])

    return keep(pack, change, verb=Verb.SWITCHED_ON if is_on else Verb.SWITCHED_OFF, by=by)


def move_pack(pack: GuidancePack, *, up: bool, by: Member) -> GuidanceEdit | None:
    """One place up or down; at the end of the list nothing changes."""

    def change() -> None:
        packs = _in_order(pack)
        place = place_of(pack, packs) + (-1 if up else 1)
        if 1 <= place <= len(packs):
            put_at(pack, packs, place)

    return keep(pack, change, verb=Verb.MOVED, by=by)


def remove_pack(pack: GuidancePack, *, by: Member) -> GuidanceEdit | None:
    """It counts for nobody any more; it can be brought back with its rules."""

    def change() -> None:
        pack.removed_at = pack.removed_at or timezone.now()
        pack.save(update_fields=["removed_at"])

    return keep(pack, change, verb=Verb.REMOVED, by=by)


def add_rule(pack: GuidancePack, *, values: dict[str, Any], by: Member) -> GuidanceEdit | None:
    """Raises GuidanceRefused for more than RULES_AT_MOST."""

    def change() -> None:
        count = pack.rules.count()
        if count >= RULES_AT_MOST:
            raise GuidanceRefused(
                _("A pack has at most %(most)d rules. Take one away, or make another pack.")
                % {"most": RULES_AT_MOST}
            )
        Rule.objects.create(pack=pack, position=count + 1, **values)

    return keep(pack, change, verb=Verb.RULE_ADDED, by=by)


def save_rule(rule: Rule, *, values: dict[str, Any], by: Member) -> GuidanceEdit | None:
    def change() -> None:
        Rule.objects.filter(pk=rule.pk).update(**values)

    return keep(rule.pack, change, verb=Verb.RULE_CHANGED, by=by)


def remove_rule(rule: Rule, *, by: Member) -> GuidanceEdit | None:
    def change() -> None:
        Rule.objects.filter(pk=rule.pk).delete()

    return keep(rule.pack, change, verb=Verb.RULE_REMOVED, by=by)


def _in_order(pack: GuidancePack) -> list[GuidancePack]:
    return list(GuidancePack.objects.for_tenant(pack.tenant).kept())
