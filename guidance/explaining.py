"""Each condition held against a situation, with a sentence that says why it holds or does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidance.conditions import Conditions, Intent, Sentiment
from guidance.matching import mentions

if TYPE_CHECKING:
    from guidance.evaluation import Situation


@dataclass(frozen=True)
class Check:
    """One condition. `name` is its field in Conditions."""

    name: str
    holds: bool
    why: str


def explain(conditions: Conditions, situation: Situation) -> Iterator[Check]:
    """The conditions that are filled, each checked."""
    if conditions.keywords:
        yield _keywords(conditions.keywords, situation.text)
    if conditions.intents:
        yield _intents(conditions.intents, situation.intents)
    if conditions.categories:
        yield _one_of("categories", _("category"), conditions.categories, situation.category)
    if conditions.sentiments:
        yield _sentiment(conditions.sentiments, situation.sentiment)
    if conditions.confidence_below is not None:
        yield _confidence(conditions.confidence_below, situation.confidence)
    if conditions.plans:
        yield _one_of("plans", _("plan"), conditions.plans, situation.plan)
    if conditions.segments:
        yield _one_of("segments", _("segment"), conditions.segments, situation.segment)
    if conditions.channel_ids:
        yield _channel(conditions.channel_ids, situation.channel_id)
    if conditions.outside_hours:
        yield _hours(situation.is_open)
    if conditions.unhelpful_turns is not None:
        yield _turns(conditions.unhelpful_turns, situation.unhelpful_turns)


def _keywords(keywords: Sequence[str], text: str) -> Check:
    found = mentions(text, keywords)
    if found:
        return Check("keywords", True, _("The message says “%(word)s”.") % {"word": found})
    return Check("keywords", False, _("The message has none of %(words)s.") % {"words": _quoted(keywords)})


def _intents(wanted: Sequence[Intent], found: frozenset[str]) -> Check:
    for intent in wanted:
        if intent.value in found:
            return Check("intents", True, _("The message %(intent)s.") % {"intent": intent.label})
    words = _(" or ").join(f"“{intent.label}”" for intent in wanted)
    return Check("intents", False, _("The message is not one that %(intents)s.") % {"intents": words})


def _one_of(name: str, label: str, wanted: Sequence[str], value: str) -> Check:
    if not value:
        return Check(name, False, _("The %(what)s is not known.") % {"what": label})
    holds = value.strip().casefold() in {one.strip().casefold() for one in wanted}
    if holds:
        return Check(name, True, _("The %(what)s is “%(value)s”.") % {"what": label, "value": value})
    said = _("The %(what)s is “%(value)s”, not %(wanted)s.")
    return Check(name, False, said % {"what": label, "value": value, "wanted": _quoted(wanted)})


def _sentiment(wanted: Sequence[Sentiment], value: str) -> Check:
    label = Sentiment(value).label
    said = _("By its words the message is %(sentiment)s.") % {"sentiment": label}
    return Check("sentiments", value in wanted, said)


def _confidence(below: float, value: float | None) -> Check:
    if value is None:
        return Check("confidence_below", False, _("The AI has not tried an answer, so it has no confidence."))
    numbers = {"value": f"{value:.2f}", "below": f"{below:.2f}"}
    if value < below:
        return Check("confidence_below", True, _("Confidence %(value)s is below %(below)s.") % numbers)
    return Check("confidence_below", False, _("Confidence %(value)s is not below %(below)s.") % numbers)


def _channel(wanted: Sequence[int], channel_id: int | None) -> Check:
    if channel_id in wanted:
        return Check("channel_ids", True, _("It came by one of the chosen channels."))
    return Check("channel_ids", False, _("It came by another channel."))


def _hours(is_open: bool | None) -> Check:
    if is_open is None:
        return Check("outside_hours", False, _("No business hours are set under Settings > SLA."))
    if is_open:
        return Check("outside_hours", False, _("It came within business hours."))
    return Check("outside_hours", True, _("It came outside business hours."))


def _turns(least: int, turns: int) -> Check:
    so_far = ngettext("%(count)d unhelpful turn so far", "%(count)d unhelpful turns so far", turns) % {
        "count": turns
    }
    said = _("%(so_far)s, of %(least)d.") % {"so_far": so_far, "least": least}
    return Check("unhelpful_turns", turns >= least, said)


def _quoted(words: Sequence[str]) -> str:
    return _(", ").join(f"“{word}”" for word in words)
