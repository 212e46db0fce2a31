"""Where packs contradict each other: found before a customer finds out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from guidance.compiling import as_guardrail, tone_words
from guidance.guardrails import Guardrail, check
from guidance.models import GuidancePack, Rule


@dataclass(frozen=True)
class Conflict:
    """`first` comes before `second` in the order; they are the same pack when it contradicts itself."""

    first: GuidancePack
    second: GuidancePack
    what: str


def conflicts_of(packs: Sequence[GuidancePack]) -> list[Conflict]:
    """Of the packs that are on, in their order, with their rules loaded."""
    on = [pack for pack in packs if pack.is_on]
    found = [conflict for pack in on for conflict in _between_rules(pack, pack)]
    for first, second in combinations(on, 2):
        if can_meet(first, second):
            found += [*_between_voices(first, second), *_between_rules(first, second)]
            found += _between_rules(second, first)
    return found


def can_meet(one: GuidancePack, other: GuidancePack) -> bool:
    """Whether some customer may have both at once: a channel and a moment in common, and nobody left out."""
    if 0 in (one.rollout_percent, other.rollout_percent):
        return False
    share_channel = not one.channel_ids or not other.channel_ids or {*one.channel_ids} & {*other.channel_ids}
    starts = [pack.starts_at for pack in (one, other) if pack.starts_at]
    ends = [pack.ends_at for pack in (one, other) if pack.ends_at]
    share_time = not starts or not ends or max(starts) < min(ends)
    return bool(share_channel) and share_time


def _between_voices(first: GuidancePack, second: GuidancePack) -> Iterator[Conflict]:
    tones = tone_words(first), tone_words(second)
    if all(tones) and tones[0] != tones[1]:
        yield Conflict(first, second, _("Both say how to sound. The first one counts."))
    if first.length and second.length and first.length != second.length:
        yield Conflict(first, second, _("Both say how long answers are. The first one counts."))
    if first.languages and second.languages and first.languages != second.languages:
        yield Conflict(first, second, _("Both say which languages. The first one counts."))


def _between_rules(forbids: GuidancePack, demands: GuidancePack) -> Iterator[Conflict]:
    """What one must mention, the other forbids: every answer that has to say it goes to people instead."""
    blocking = [as_guardrail(rule, forbids) for rule in forbids.rules.all() if rule.blocks]
    for rule in demands.rules.all():
        if rule.kind == Rule.Kind.MUST_MENTION and (hit := _first_hit(rule.sentence, blocking)):
            said = _(
                "“%(sentence)s” must be mentioned, and “%(rule)s” forbids it. Such answers go to people."
            )
            yield Conflict(forbids, demands, said % {"sentence": rule.sentence, "rule": hit.words})


def _first_hit(sentence: str, rules: Sequence[Guardrail]) -> Guardrail | None:
    finding = check(sentence, rules).blocked_by
    return finding.rule if finding else None
