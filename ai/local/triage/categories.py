"""Which of the team's categories a ticket has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ai.embeddings import minilm
from ai.embeddings.minilm import Array
from ai.local import tuned
from ai.local.classifying import Classifier, train
from ai.local.triage.examples import examples, vectors_of
from ai.types import CorrectedTicket, TicketCategory, TicketToTriage

# What a member corrected counts as several of the examples that ship.
CORRECTION = 4
# A model of the tenant's own tickets knows its categories better than examples of anybody's.
LEARNED = 0.7
# What the model tuned to messages says, where the categories are the usual ones.
TUNED = 0.4
NEARLY_THE_SAME = 0.8
# How much the category of the known issue that was found for the ticket says.
MATCHED = 0.6


def category_shares(request: TicketToTriage) -> dict[str, float]:
    """Each category's share, adding up to 1."""
    names = {category.name.casefold(): category.name for category in request.categories}
    if len(names) == 1:
        return dict.fromkeys(names.values(), 1.0)
    classifier = _classifier(request.categories, _with_category(request.corrected))
    vector = minilm.embed_one(request.text)
    shares = classifier.predict_vectors(vector[None], [request.text])[0].shares
    heard = _heard(request.text, names)
    if heard and not _is_corrected(vector, request.corrected):
        shares = _mix(shares, heard, TUNED)
    known = {name: share for name, share in request.learned.items() if name in shares}
    if known:
        shares = _mix(shares, known, LEARNED)
    match = request.match
    if match is not None and match.category.casefold() in names:
        shares = _mix(shares, {names[match.category.casefold()]: 1.0}, MATCHED * match.similarity)
    return shares


def _heard(text: str, names: Mapping[str, str]) -> dict[str, float]:
    """The tuned model's shares; none where the team has a category that it does not know."""
    usual = [topic.casefold() for topic in tuned.LABELS["topic"]]
    if not names.keys() <= set(usual):
        return {}
    chances = tuned.judge([(text, "")]).chances("topic")[0]
    return {
        names[topic]: float(chance) for topic, chance in zip(usual, chances, strict=True) if topic in names
    }


def _is_corrected(vector: Array, corrected: tuple[CorrectedTicket, ...]) -> bool:
    """Whether members decided on nearly this text: the tuned model knows nothing of that."""
    decided = _with_category(corrected)
    return bool(decided) and bool((_vectors(decided) @ vector).max() >= NEARLY_THE_SAME)


@lru_cache(maxsize=32)
def _vectors(corrected: tuple[CorrectedTicket, ...]) -> Array:
    return vectors_of([one.text for one in corrected])


def _with_category(corrected: tuple[CorrectedTicket, ...]) -> tuple[CorrectedTicket, ...]:
    return tuple(one for one in corrected if one.category)


@lru_cache(maxsize=32)
def _classifier(categories: tuple[TicketCategory, ...], corrected: tuple[CorrectedTicket, ...]) -> Classifier:
    """Made in some 50 ms, and kept while nobody changes a category or corrects a ticket."""
    names = {category.name.casefold(): category.name for category in categories}
    known = [(example.text, names.get(example.category.casefold())) for example in examples()]
    known += CORRECTION * [(one.text, names.get(one.category.casefold())) for one in corrected]
    labelled = [(text, name) for text, name in known if name is not None]
    described = {category.name: category.about or category.name for category in categories}
    return train(
        [text for text, _name in labelled],
        [name for _text, name in labelled],
        described=described,
        vectors_of=vectors_of,
    )


def _mix(shares: Mapping[str, float], others: Mapping[str, float], weight: float) -> dict[str, float]:
    total = sum(others.values()) or 1.0
    return {
        name: (1 - weight) * share + weight * others.get(name, 0.0) / total for name, share in shares.items()
    }
