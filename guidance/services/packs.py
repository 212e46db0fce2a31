from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from guidance.models import GuidanceEdit, GuidancePack, Rule
from guidance.services.errors import GuidanceRefused
from guidance.services.keeping import keep
from guidance.services.listed import in_order

Verb = GuidanceEdit.Verb
RULES_AT_MOST = 50


def save_pack(pack: GuidancePack, *, values: dict[str, Any], by: Member) -> GuidanceEdit | None:
    """Make a pack, last in the order and switched off, or change one."""
    is_new = pack.pk is None

    def change() -> None:
        for name, value in values.items():
            setattr(pack, name, value)
        if is_new:
            pack.position = len(in_order(pack)) + 1
        pack.save()

    return keep(pack, change, verb=Verb.CREATED if is_new else Verb.CHANGED, by=by)


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
