"""What differs between two snapshots, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Team, Tenant
from conversations.models import Channel
from guidance.conditions import Conditions
from guidance.describing import conditions_words
from guidance.models import DestinationKind, Length, Priority, Rule, Tone
from guidance.snapshots import Snapshot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "name": gettext_lazy("Name"),
    "is_on": gettext_lazy("Switched on"),
    "is_removed": gettext_lazy("Removed"),
    "place": gettext_lazy("Place in the order"),
    "channel_ids": gettext_lazy("Channels"),
    "tone": gettext_lazy("Tone"),
    "custom_tone": gettext_lazy("In your own words"),
    "length": gettext_lazy("Length"),
    "languages": gettext_lazy("Languages"),
    "preview_notes": gettext_lazy("Notes for colleagues"),
    "rollout_percent": gettext_lazy("Rollout"),
    "starts_at": gettext_lazy("From"),
    "ends_at": gettext_lazy("Until"),
    "kind": gettext_lazy("Kind"),
    "phrases": gettext_lazy("Words"),
    "sentence": gettext_lazy("Sentence"),
    "conditions": gettext_lazy("Conditions"),
    "destination": gettext_lazy("Where to"),
    "team_id": gettext_lazy("Team"),
    "member_id": gettext_lazy("Member"),
    "address": gettext_lazy("Address"),
    "priority": gettext_lazy("Priority"),
    "message": gettext_lazy("What the customer reads"),
    "position": gettext_lazy("Place in the order"),
}
CHOICES: dict[str, Mapping[str, Any]] = {
    "tone": dict(Tone.choices),
    "length": dict(Length.choices),
    "kind": dict(Rule.Kind.choices),
    "destination": dict(DestinationKind.choices),
    "priority": dict(Priority.choices),
}


@dataclass(frozen=True)
class Difference:
    """`where` names the rule, or is empty for the pack or playbook itself. An empty text is nothing."""

    where: str
    label: StrOrPromise
    before: str
    after: str


class Names:
    """The tenant's names for the keys in a snapshot."""

    def __init__(self, tenant: Tenant) -> None:
        self.channels = dict(Channel.objects.for_tenant(tenant).values_list("pk", "name"))
        self.teams = dict(Team.objects.for_tenant(tenant).values_list("pk", "name"))
        members = Member.objects.for_tenant(tenant).select_related("user")
        self.members = {member.pk: member.name for member in members}


def differences(before: Snapshot, after: Snapshot, names: Names) -> list[Difference]:
    """In the order of the form. Of what one side does not have, every field that is filled."""
    own = [name for name in (after or before) if name != "rules"]
    return [
        *_fields(before, after, own, names, where=""),
        *_rules(before.get("rules", []), after.get("rules", []), names),
    ]


def _rules(before: list[Snapshot], after: list[Snapshot], names: Names) -> Iterator[Difference]:
    old = {row["id"]: {**row, "position": place} for place, row in enumerate(before, start=1)}
    new = {row["id"]: {**row, "position": place} for place, row in enumerate(after, start=1)}
    only_moved = old.keys() == new.keys()
    for key in dict.fromkeys([*old, *new]):
        row = new.get(key) or old[key]
        fields = [name for name in row if name != "id" and (only_moved or name != "position")]
        yield from _fields(old.get(key, {}), new.get(key, {}), fields, names, where=_name_of(row))


def _name_of(row: Snapshot) -> str:
    if "kind" in row:
        return _("Rule: %(kind)s") % {"kind": Rule.Kind(row["kind"]).label}
    return _("Rule “%(name)s”") % {"name": row["name"]}


def _fields(
    before: Snapshot, after: Snapshot, fields: list[str], names: Names, *, where: str
) -> Iterator[Difference]:
    for name in fields:
        if before.get(name) != after.get(name):
            old, new = (_words(name, side.get(name), names) for side in (before, after))
            if old != new:
                yield Difference(where, LABELS[name], old, new)


def _words(name: str, value: Any, names: Names) -> str:
    if value in (None, "", [], {}):
        return ""
    if name in CHOICES:
        return str(CHOICES[name].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else "" if name == "is_removed" else _("no")
    if name.endswith("_at"):
        moment = parse_datetime(value)
        return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else ""
    if name == "conditions":
        return conditions_words(Conditions.model_validate(value), names.channels)
    if name == "rollout_percent":
        return f"{value}%"
    return _of_keys(name, value, names)


def _of_keys(name: str, value: Any, names: Names) -> str:
    if name == "channel_ids":
        return ", ".join(names.channels.get(key, f"#{key}") for key in value)
    if name == "team_id":
        return names.teams.get(value, f"#{value}")
    if name == "member_id":
        return names.members.get(value, f"#{value}")
    return ", ".join(value) if isinstance(value, list) else str(value)
