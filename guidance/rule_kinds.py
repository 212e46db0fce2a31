"""What each kind of rule asks for on the page, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from guidance.models import Rule

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class RuleKind:
    """An empty label: the kind has no such field."""

    value: str
    label: StrOrPromise
    effect: StrOrPromise
    phrases_label: StrOrPromise = ""
    phrases_help: StrOrPromise = ""
    sentence_label: StrOrPromise = ""


KINDS = (
    RuleKind(
        Rule.Kind.MUST_NOT_PROMISE.value,
        Rule.Kind.MUST_NOT_PROMISE.label,
        _("An answer that says so is not sent: the ticket goes to people. Denying it is no promise."),
        phrases_label=_("Words of the promise"),
        phrases_help=_(
            "One a line, such as “full refund”. An … stands for up to three words: “will … refund”."
        ),
    ),
    RuleKind(
        Rule.Kind.FORBIDDEN_TOPIC.value,
        Rule.Kind.FORBIDDEN_TOPIC.label,
        _("An answer that mentions it at all is not sent: the ticket goes to people."),
        phrases_label=_("Words of the topic"),
        phrases_help=_("One a line. Whole words in any case and with their simple endings."),
    ),
    RuleKind(
        Rule.Kind.MUST_MENTION.value,
        Rule.Kind.MUST_MENTION.label,
        _("Where an answer does not say it, it is added at the end."),
        phrases_label=_("Only when it is about"),
        phrases_help=_("One a line; looked for in the question and the answer. Empty: always."),
        sentence_label=_("What it must say"),
    ),
    RuleKind(
        Rule.Kind.REMINDER.value,
        Rule.Kind.REMINDER.label,
        _("Told to the model with every question. Nothing checks whether it keeps to it."),
        sentence_label=_("The reminder"),
    ),
)
BY_VALUE = {kind.value: kind for kind in KINDS}
