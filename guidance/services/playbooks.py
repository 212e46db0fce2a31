from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from guidance.models import GuidanceEdit, Playbook, PlaybookRule
from guidance.services.errors import GuidanceRefused
from guidance.services.keeping import keep
from guidance.services.listed import in_order
from guidance.services.ordering import place_of, put_at

Verb = GuidanceEdit.Verb
RULES_AT_MOST = 50


def save_playbook(playbook: Playbook, *, values: dict[str, Any], by: Member) -> GuidanceEdit | None:
    """Make a playbook, last in the order, or change one."""
    is_new = playbook.pk is None

    def change() -> None:
        for name, value in values.items():
            setattr(playbook, name, value)
        if is_new:
            playbook.position = len(in_order(playbook)) + 1
        playbook.save()

    return keep(playbook, change, verb=Verb.CREATED if is_new else Verb.CHANGED, by=by)


def save_play_rule(rule: PlaybookRule, *, values: dict[str, Any], by: Member) -> GuidanceEdit | None:
    """Make a rule, last in its playbook and switched off, or change one. Raises GuidanceRefused."""
    is_new = rule.pk is None

    def change() -> None:
        if is_new:
            count = rule.playbook.rules.count()
            if count >= RULES_AT_MOST:
                raise GuidanceRefused(
                    _("A playbook has at most %(most)d rules. Remove one, or make another playbook.")
                    % {"most": RULES_AT_MOST}
                )
            rule.position = count + 1
        for name, value in values.items():
            setattr(rule, name, value)
        # Whether it is on, and its place, may have changed since it was loaded.
        rule.save(update_fields=None if is_new else list(values))

    return keep(rule.playbook, change, verb=Verb.RULE_ADDED if is_new else Verb.RULE_CHANGED, by=by)


def switch_play_rule(rule: PlaybookRule, *, is_on: bool, by: Member) -> GuidanceEdit | None:
    def change() -> None:
        PlaybookRule.objects.filter(pk=rule.pk).update(is_on=is_on)

    return keep(rule.playbook, change, verb=Verb.RULE_ON if is_on else Verb.RULE_OFF, by=by)


def move_play_rule(rule: PlaybookRule, *, up: bool, by: Member) -> GuidanceEdit | None:
    """One place up or down; at the end of the playbook nothing changes."""

    def change() -> None:
        rules = list(rule.playbook.rules.order_by("position", "pk"))
        place = place_of(rule, rules) + (-1 if up else 1)
        if 1 <= place <= len(rules):
            put_at(rule, rules, place)

    return keep(rule.playbook, change, verb=Verb.RULE_MOVED, by=by)


def remove_play_rule(rule: PlaybookRule, *, by: Member) -> GuidanceEdit | None:
    def change() -> None:
        PlaybookRule.objects.filter(pk=rule.pk).delete()

    return keep(rule.playbook, change, verb=Verb.RULE_REMOVED, by=by)
