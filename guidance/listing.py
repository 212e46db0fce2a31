"""What the pages list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Tenant
from conversations.models import Channel
from guidance.conflicts import Conflict, conflicts_of
from guidance.describing import conditions_words
from guidance.models import GuidanceEdit, GuidancePack, Playbook, PlaybookRule

EDITS_SHOWN = 5


@dataclass(frozen=True)
class ListedPack:
    """`state` is one of on, off, waits, ended: the last two are on, and their schedule says no."""

    pack: GuidancePack
    state: str
    channels: tuple[str, ...]
    rules: int
    conflicts: tuple[Conflict, ...]

    @property
    def key(self) -> str:
        return str(self.pack.pk)


@dataclass(frozen=True)
class ListedRule:
    rule: PlaybookRule
    when: str


@dataclass(frozen=True)
class ListedPlaybook:
    playbook: Playbook
    rules: int
    rules_on: int

    @property
    def key(self) -> str:
        return str(self.playbook.pk)


def packs_of(tenant: Tenant) -> list[GuidancePack]:
    return list(GuidancePack.objects.for_tenant(tenant).kept().with_rules())


def listed_packs(tenant: Tenant) -> list[ListedPack]:
    packs, names, now = packs_of(tenant), channel_names(tenant), timezone.now()
    conflicts = conflicts_of(packs)
    return [
        ListedPack(
            pack=pack,
            state=state_of(pack, now),
            channels=tuple(names[key] for key in pack.channel_ids if key in names),
            rules=len(pack.rules.all()),
            conflicts=tuple(conflict for conflict in conflicts if pack in (conflict.first, conflict.second)),
        )
        for pack in packs
    ]


def state_of(pack: GuidancePack, now: datetime) -> str:
    if not pack.is_on:
        return "off"
    if pack.is_due(now):
        return "on"
    return "waits" if pack.starts_at and now < pack.starts_at else "ended"


def listed_playbooks(tenant: Tenant) -> list[ListedPlaybook]:
    playbooks = Playbook.objects.for_tenant(tenant).kept().with_rules()
    counted = [(playbook, list(playbook.rules.all())) for playbook in playbooks]
    return [
        ListedPlaybook(playbook, len(rules), sum(rule.is_on for rule in rules)) for playbook, rules in counted
    ]


def listed_rules(playbook: Playbook) -> list[ListedRule]:
    names = channel_names(playbook.tenant)
    rules = playbook.rules.select_related("team", "member__user").order_by("position", "pk")
    return [ListedRule(rule, conditions_words(rule.condition, names)) for rule in rules]


def channel_names(tenant: Tenant) -> dict[int, str]:
    return dict(Channel.objects.for_tenant(tenant).values_list("pk", "name"))


def latest_edits(tenant: Tenant, *, of: GuidancePack | Playbook | None = None) -> Sequence[GuidanceEdit]:
    edits = GuidanceEdit.objects.for_tenant(tenant).select_related("pack", "playbook", "by__user")
    if of is not None:
        edits = edits.filter(pack=of) if isinstance(of, GuidancePack) else edits.filter(playbook=of)
    # Of an edit its whole before and after are as large as the pack.
    return list(edits.defer("before", "after").order_by("-pk")[:EDITS_SHOWN])
