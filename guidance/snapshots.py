"""The whole of a pack or a playbook as JSON, rules and place included, and back from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import Member, Team
from guidance.models import GuidancePack, Playbook, PlaybookRule, Rule

PACK_FIELDS = (
    "name", "is_on", "channel_ids", "tone", "custom_tone", "length", "languages", "preview_notes",
    "rollout_percent", "starts_at", "ends_at",
)  # fmt: skip
RULE_FIELDS = ("kind", "phrases", "sentence")
PLAYBOOK_FIELDS = ("name", "is_on")
PLAY_RULE_FIELDS = (
    "name", "is_on", "conditions", "destination", "team_id", "member_id", "address", "priority", "message",
)  # fmt: skip

Snapshot = dict[str, Any]


def snapshot(thing: GuidancePack | Playbook) -> Snapshot:
    """As it is in the database now. `place` is its place in the order, from 1; 0 for one that is removed."""
    is_pack = isinstance(thing, GuidancePack)
    fields = PACK_FIELDS if is_pack else PLAYBOOK_FIELDS
    rule_fields = RULE_FIELDS if is_pack else PLAY_RULE_FIELDS
    return {
        **_values(thing, fields),
        "is_removed": thing.is_removed,
        "place": _place(thing),
        "rules": [{"id": rule.pk, **_values(rule, rule_fields)} for rule in _rules(thing)],
    }


def restore(thing: GuidancePack | Playbook, wanted: Snapshot) -> None:
    """Write the fields and rules of a snapshot. The order among the tenant's is not its own to change."""
    fields = PACK_FIELDS if isinstance(thing, GuidancePack) else PLAYBOOK_FIELDS
    for name in fields:
        setattr(thing, name, _read(name, wanted[name]))
    if wanted["is_removed"] != thing.is_removed:
        thing.removed_at = timezone.now() if wanted["is_removed"] else None
    thing.save()
    _restore_rules(thing, wanted["rules"])


def _restore_rules(thing: GuidancePack | Playbook, wanted: list[Snapshot]) -> None:
    """A rule that was deleted comes back under its old key: traces and back-tests name it."""
    model: type[Rule | PlaybookRule] = Rule if isinstance(thing, GuidancePack) else PlaybookRule
    parent = "pack" if isinstance(thing, GuidancePack) else "playbook"
    kept = [row["id"] for row in wanted]
    model._default_manager.filter(**{parent: thing}).exclude(pk__in=kept).delete()
    for position, row in enumerate(wanted, start=1):
        values = {name: value for name, value in row.items() if name != "id"}
        if model is PlaybookRule:
            _forget_who_left(values)
        fields: dict[str, Any] = {**values, parent: thing, "position": position}
        model._default_manager.update_or_create(pk=row["id"], defaults=fields)


def _forget_who_left(values: Snapshot) -> None:
    """A team or member that was deleted meanwhile can not be pointed to again."""
    for name, model in (("team_id", Team), ("member_id", Member)):
        if values[name] and not model._default_manager.filter(pk=values[name]).exists():
            values[name] = None


def _rules(thing: GuidancePack | Playbook) -> list[Any]:
    rules: Any = thing.rules
    return list(rules.order_by("position", "pk"))


def _place(thing: GuidancePack | Playbook) -> int:
    if thing.is_removed:
        return 0
    others = type(thing).objects.for_tenant(thing.tenant).kept()
    keys = list(others.values_list("pk", flat=True))
    return keys.index(thing.pk) + 1 if thing.pk in keys else 0


def _values(row: Any, names: tuple[str, ...]) -> Snapshot:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    return parse_datetime(value) if name.endswith("_at") and value else value
