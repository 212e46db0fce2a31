"""What leaves for a customer is held against the rules by this code, whatever a model was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guidance.matching import Word, find, fold, mentions, words_of
from guidance.models.rule import BLOCKING, Rule
from guidance.negation import is_denied


@dataclass(frozen=True)
class Guardrail:
    """A rule as it is held against a text; `pack` is the name of the pack it comes from."""

    id: int
    kind: str
    phrases: tuple[str, ...]
    sentence: str
    pack: str

    @property
    def blocks(self) -> bool:
        return self.kind in BLOCKING

    @property
    def words(self) -> str:
        """The rule as a person says it."""
        quoted = ", ".join(f"“{phrase}”" for phrase in self.phrases)
        if self.kind == Rule.Kind.MUST_NOT_PROMISE:
            return _("Must not promise %(phrases)s") % {"phrases": quoted}
        if self.kind == Rule.Kind.FORBIDDEN_TOPIC:
            return _("Must not talk about %(phrases)s") % {"phrases": quoted}
        if self.phrases:
            return _("When it is about %(phrases)s: must mention “%(sentence)s”") % {
                "phrases": quoted,
                "sentence": self.sentence,
            }
        return _("Must mention “%(sentence)s”") % {"sentence": self.sentence}


@dataclass(frozen=True)
class Finding:
    """What a rule made of a text. `why` is a sentence for people."""

    rule: Guardrail
    fired: bool
    why: str


@dataclass(frozen=True)
class Checked:
    """The text as it may be sent, with what had to be mentioned; not at all when `blocked_by` is filled."""

    text: str
    findings: tuple[Finding, ...]
    blocked_by: Finding | None = None


def check(text: str, rules: Sequence[Guardrail], *, about: str = "") -> Checked:
    """Add what must be mentioned, then look for what must not be said. `about` is the question it answers."""
    findings: list[Finding] = []
    for rule in rules:
        if rule.kind == Rule.Kind.MUST_MENTION:
            finding = _mention(text, rule, about)
            text = f"{text}\n\n{rule.sentence.strip()}" if finding.fired else text
            findings.append(finding)
    words = words_of(fold(text))
    forbidden = [_look_for(words, rule) for rule in rules if rule.blocks]
    blocked_by = next((finding for finding in forbidden if finding.fired), None)
    return Checked(text, (*findings, *forbidden), blocked_by)


def _mention(text: str, rule: Guardrail, about: str) -> Finding:
    """Fired: the sentence has to be added."""
    if rule.phrases:
        subject = mentions(text, rule.phrases) or mentions(about, rule.phrases)
        if not subject:
            return Finding(rule, False, _("Neither the question nor the answer is about it."))
    if _says(text, rule.sentence):
        return Finding(rule, False, _("The text says it already."))
    if rule.phrases:
        return Finding(rule, True, _("It is about “%(phrase)s”, so it was added.") % {"phrase": subject})
    return Finding(rule, True, _("It was not said, so it was added."))


def _says(text: str, sentence: str) -> bool:
    said, wanted = ([word.stem for word in words_of(fold(part))] for part in (text, sentence))
    return f" {' '.join(wanted)} " in f" {' '.join(said)} "


def _look_for(words: Sequence[Word], rule: Guardrail) -> Finding:
    denied = ""
    for phrase in rule.phrases:
        for found in find(phrase, words):
            quote = " ".join(word.text for word in words[max(found.first - 4, 0) : found.last + 4])
            if rule.kind == Rule.Kind.MUST_NOT_PROMISE and is_denied(words, found):
                denied = quote
                continue
            said = _("The text says “%(phrase)s”: “… %(quote)s …”.")
            return Finding(rule, True, said % {"phrase": phrase, "quote": quote})
    if denied:
        return Finding(rule, False, _("It is said only to deny it: “… %(quote)s …”.") % {"quote": denied})
    return Finding(rule, False, _("The text does not say it."))
