"""Packs and rules in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from guidance.conditions import Conditions, Intent, Sentiment


def conditions_words(conditions: Conditions, channels: Mapping[int, str]) -> str:
    """`The message says “refund” or “money back”, and the plan is “pro”`."""
    sentence = _(", and ").join(_parts(conditions, channels))
    return sentence[:1].upper() + sentence[1:]


def _parts(conditions: Conditions, channels: Mapping[int, str]) -> Iterator[str]:
    if conditions.keywords:
        yield _("the message says %(words)s") % {"words": _either(conditions.keywords)}
    if conditions.intents:
        yield _("the message %(intents)s") % {
            "intents": _labels(str(Intent(one).label) for one in conditions.intents)
        }
    if conditions.sentiments:
        labels = _labels(str(Sentiment(one).label) for one in conditions.sentiments)
        yield _("it sounds %(labels)s") % {"labels": labels}
    if conditions.categories:
        yield _("the category is %(names)s") % {"names": _either(conditions.categories)}
    if conditions.plans:
        yield _("the plan is %(names)s") % {"names": _either(conditions.plans)}
    if conditions.segments:
        yield _("the segment is %(names)s") % {"names": _either(conditions.segments)}
    if conditions.channel_ids:
        names = [channels.get(key, _("a channel that is gone")) for key in conditions.channel_ids]
        yield _("it came by %(names)s") % {"names": _labels(names)}
    if conditions.confidence_below is not None:
        yield _("the confidence is below %(number)s") % {"number": f"{conditions.confidence_below:.2f}"}
    if conditions.unhelpful_turns is not None:
        yield _("at least %(count)d turns did not help") % {"count": conditions.unhelpful_turns}
    if conditions.outside_hours:
        yield _("it is outside business hours")


def _either(words: Iterable[str]) -> str:
    return _labels(f"“{word}”" for word in words)


def _labels(words: Iterable[str]) -> str:
    return get_text_list([str(word) for word in words], _("or"))
