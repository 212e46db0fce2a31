"""What counts for one customer in one channel at one moment: as data, and as text for a prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Tenant
from conversations.models import Channel, Customer
from guidance.evaluation import Play, PlayRule
from guidance.guardrails import Guardrail
from guidance.models import GuidancePack, Playbook, PlaybookRule, Rule
from guidance.voice import LENGTHS, TONES


@dataclass(frozen=True)
class Guidance:
    """`packs` are the names of those in force, in their order."""

    packs: tuple[str, ...] = ()
    tone: str = ""
    length: str = ""
    languages: tuple[str, ...] = ()
    guardrails: tuple[Guardrail, ...] = ()
    reminders: tuple[str, ...] = ()

    def as_prompt(self) -> str:
        """In English, as the rest of the prompt is."""
        lines = [line for line in (self.tone, LENGTHS.get(self.length, "")) if line]
        lines += [_as_instruction(rule) for rule in self.guardrails]
        lines += [f"Bear in mind: {reminder}" for reminder in self.reminders]
        return "\n".join(f"- {line}" for line in lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "packs": list(self.packs),
            "tone": self.tone,
            "length": self.length,
            "languages": list(self.languages),
            "guardrails": [rule.words for rule in self.guardrails],
            "reminders": list(self.reminders),
        }


def compile_guidance(tenant: Tenant, customer: Customer, channel: Channel | None, at: datetime) -> Guidance:
    packs = GuidancePack.objects.for_tenant(tenant).kept().filter(is_on=True).with_rules()
    channel_id = channel.pk if channel else None
    return combine([pack for pack in packs if pack.is_in_force(at) and pack.reaches(customer, channel_id)])


def combine(packs: Sequence[GuidancePack]) -> Guidance:
    """The packs as one, the first of them first; their rules must be loaded."""
    rules = [(pack, rule) for pack in packs for rule in pack.rules.all()]
    return Guidance(
        packs=tuple(pack.name for pack in packs),
        tone=next((words for pack in packs if (words := tone_words(pack))), ""),
        length=next((pack.length for pack in packs if pack.length), ""),
        languages=next((tuple(pack.languages) for pack in packs if pack.languages), ()),
        guardrails=tuple(as_guardrail(rule, pack) for pack, rule in rules if rule.kind != Rule.Kind.REMINDER),
        reminders=tuple(rule.sentence for _pack, rule in rules if rule.kind == Rule.Kind.REMINDER),
    )


def tone_words(pack: GuidancePack) -> str:
    return " ".join(filter(None, [TONES.get(pack.tone, ""), " ".join(pack.custom_tone.split())]))


def as_guardrail(rule: Rule, pack: GuidancePack) -> Guardrail:
    return Guardrail(rule.pk, rule.kind, tuple(rule.phrases), rule.sentence, pack.name)


def load_playbooks(tenant: Tenant, *, with_off: bool = False) -> tuple[Play, ...]:
    """The playbooks that are on, with their rules that are; `with_off` all of both, to try them."""
    playbooks = Playbook.objects.for_tenant(tenant).kept().with_rules()
    return tuple(
        Play(
            playbook.name,
            tuple(as_play_rule(rule) for rule in playbook.rules.all() if rule.is_on or with_off),
        )
        for playbook in playbooks
        if playbook.is_on or with_off
    )


def as_play_rule(rule: PlaybookRule) -> PlayRule:
    return PlayRule(
        id=rule.pk,
        name=rule.name,
        conditions=rule.condition,
        destination=rule.destination,
        team_id=rule.team_id,
        member_id=rule.member_id,
        address=rule.address,
        priority=rule.priority,
        message=rule.message,
    )


def _as_instruction(rule: Guardrail) -> str:
    phrases = ", ".join(f'"{phrase}"' for phrase in rule.phrases)
    if rule.kind == Rule.Kind.MUST_NOT_PROMISE:
        return f"Never promise or imply any of these: {phrases}."
    if rule.kind == Rule.Kind.FORBIDDEN_TOPIC:
        return f"Never talk about any of these: {phrases}."
    # It rests on no passage, so it can not be the model's own sentence.
    when = f"when it is about any of {phrases}" if rule.phrases else "always"
    return f'Added after your answer by the company, {when}, so do not write it: "{rule.sentence}"'
