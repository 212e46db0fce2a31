"""A classifier of the tenant's own categories, learned from its resolved tickets."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Tenant
from agent.models import CategoryModel, TriageSettings
from ai.embeddings import minilm
from ai.embeddings.minilm import Array
from ai.local.classifying import train
from conversations.markup import plain_text
from conversations.models import Message
from tickets.models import Category, Ticket, TicketEvent

# So many resolved tickets with a category that a member set, of two categories with so many each.
TICKETS_TO_LEARN_FROM = 60
TICKETS_OF_A_CATEGORY = 8
# A new version is worth its while when this share more is known.
GROWN = 1.2
TICKETS_AT_MOST = 4_000
OLD = timedelta(days=30)
TEXT_CHARACTERS = 1_000
VERSIONS_KEPT = 3
# One of so many is not learned from when the accuracy is measured.
CHECKED = 10


def has_enough_new(tenant: Tenant) -> bool:
    """As many as a first version takes, or a fifth more than the newest had. Where there can not be a fifth
    more of them, newer tickets take the place of older ones, and a version is made anew when it is old."""
    known = len(_worth_learning(tenant))
    newest = CategoryModel.objects.for_tenant(tenant).defer("arrays").order_by("-version").first()
    if newest is None or known < TICKETS_TO_LEARN_FROM:
        return known >= TICKETS_TO_LEARN_FROM
    enough, is_old = GROWN * newest.tickets, newest.made_at < timezone.now() - OLD
    return known >= enough or (enough > TICKETS_AT_MOST and is_old)


def train_categories(tenant: Tenant) -> CategoryModel | None:
    """The next version, or None where the tickets are too few or of too few categories, or teach nothing."""
    texts, labels = _examples(tenant)
    if len(texts) < TICKETS_TO_LEARN_FROM:
        return None
    vectors = dict(zip(texts, minilm.load().embed(texts), strict=True))

    def vectors_of(asked: Any) -> Array:
        return np.stack([vectors[text] if text in vectors else minilm.embed_one(text) for text in asked])

    held_out = slice(0, None, CHECKED)
    first = [place for place in range(len(texts)) if place % CHECKED]
    if len({labels[place] for place in first}) < 2:
        return None
    checked = train(
        [texts[place] for place in first], [labels[place] for place in first], vectors_of=vectors_of
    )
    said = checked.predict_vectors(vectors_of(texts[held_out]), texts[held_out])
    accuracy = sum(one.label == label for one, label in zip(said, labels[held_out], strict=True)) / len(said)
    model = train(texts, labels, vectors_of=vectors_of)
    return _keep(tenant, model.to_bytes(), list(model.labels), len(texts), accuracy)


@transaction.atomic
def _keep(tenant: Tenant, arrays: bytes, labels: list[str], tickets: int, accuracy: float) -> CategoryModel:
    # The tenant's row is the lock, so that two versions of one moment get two numbers.
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    versions = CategoryModel.objects.for_tenant(tenant)
    version = (versions.aggregate(newest=Max("version"))["newest"] or 0) + 1
    made = CategoryModel.objects.create(
        tenant=tenant, version=version, arrays=arrays, labels=labels, tickets=tickets, accuracy=accuracy
    )
    versions.filter(version__lte=version - VERSIONS_KEPT).delete()
    return made


def _worth_learning(tenant: Tenant) -> list[tuple[int, str]]:
    """The newest tickets' discussions with their categories: those that triage uses and that occur often
    enough among them. Nothing where that is one category only."""
    used = _used_categories(tenant)
    newest = _labelled(tenant).filter(category__in=used).order_by("-pk")[:TICKETS_AT_MOST]
    pairs = [(discussion, used[key]) for discussion, key in newest.values_list("discussion", "category")]
    counts = Counter(name for _discussion, name in pairs)
    often = {name for name, number in counts.items() if number >= TICKETS_OF_A_CATEGORY}
    return [pair for pair in pairs if pair[1] in often] if len(often) > 1 else []


def _used_categories(tenant: Tenant) -> dict[int, str]:
    """Category key → what triage calls it, however either is capitalised."""
    names = {name.casefold(): name for name in TriageSettings.of(tenant).category_names}
    known = Category.objects.for_tenant(tenant).values_list("pk", "name")
    return {pk: names[name.casefold()] for pk, name in known if name.casefold() in names}


def _labelled(tenant: Tenant) -> QuerySet[Ticket]:
    """Resolved tickets in which a customer wrote and whose category a member set: what triage set by itself
    would only teach it itself."""
    by_members = TicketEvent.objects.filter(kind=TicketEvent.Kind.CATEGORY, member__isnull=False)
    resolved = (
        Ticket.objects.for_tenant(tenant).public().filter(status=Ticket.Status.RESOLVED, merged_into=None)
    )
    said = _said().filter(discussion=OuterRef("discussion"))
    return resolved.filter(Exists(said), pk__in=by_members.filter(tenant=tenant).values("ticket"))


def _examples(tenant: Tenant) -> tuple[list[str], list[str]]:
    """What the customers first wrote there, and its categories."""
    labelled = _worth_learning(tenant)
    texts = first_messages([discussion for discussion, _name in labelled])
    # A message may have been deleted just now.
    kept = [(texts[discussion], name) for discussion, name in labelled if discussion in texts]
    return [text for text, _name in kept], [name for _text, name in kept]


def first_messages(discussions: list[int]) -> dict[int, str]:
    """Discussion key → what the customer first wrote, without marks."""
    said = _said().filter(discussion__in=discussions)
    first = said.order_by("discussion", "pk").distinct("discussion").values_list("discussion", "body")
    return {discussion: plain_text(body, TEXT_CHARACTERS) for discussion, body in first}


def _said() -> QuerySet[Message]:
    return Message.objects.filter(author=Message.Author.CUSTOMER, deleted_at=None).exclude(body="")
