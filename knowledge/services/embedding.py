"""Passages change over to another embedding model, while searches go on with the old one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from accounts.models import Member, Tenant
from ai.embeddings import embed_texts, model_name
from conversations import live
from conversations.jobs import Claim, enqueue
from knowledge.models import EmbeddingSpace, Passage
from knowledge.sentences import embed_sentences

BATCH = 64
NOTHING_MADE: dict[str, Any] = {"next_embedding": None, "next_sentences": None, "next_model": ""}


@transaction.atomic
def start_embedding(*, tenant: Tenant, by: Member | None, again: bool = False) -> EmbeddingSpace:
    """Give every passage a vector of the model that is set, in the background; while it runs it is not
    started again, and what stopped goes on. `again`: also those which have one of that model."""
    space = lock_space(tenant)
    if space.is_moving:
        return space
    if space.target == model_name():
        space.error = ""
        space.save(update_fields=["error"])
    else:
        _forget_half_made(tenant)
        space.begin(model_name(), everything=again, by=by)
        changes = {"model": [space.model, space.target]}
        audit.record(tenant=tenant, actor=by, action="content.embedding_started", changes=changes)
    if not space.waiting().exists():
        _change_over(space)
        return space
    _ask_for_batch(space)
    return space


def embed_batch(claim: Claim, *, tenant_id: int) -> None:
    """Embed the next passages, outside any transaction; keep their vectors, and ask for the next batch.

    When none is left, all change over at once. Doing a batch twice makes the same vectors twice.
    """
    space = EmbeddingSpace.objects.select_related("tenant").filter(tenant=tenant_id).first()
    if space is None or not space.is_moving:
        return
    target = space.target
    batch = list(space.waiting().filter(pk__gt=space.reached).order_by("pk")[:BATCH])
    texts = [passage.embedded_text for passage in batch]
    said_in = [(passage.title, passage.text) for passage in batch]
    vectors = embed_texts(texts, model=target, charged_to=space.tenant)
    sentences = embed_sentences(said_in, model=target, charged_to=space.tenant)
    for passage, vector, said in zip(batch, vectors, sentences, strict=True):
        passage.next_embedding, passage.next_sentences, passage.next_model = vector, said, target
    with claim.finish():
        space = lock_space(space.tenant)
        if space.target == target:
            _keep(space, batch)


def note_stop(*, tenant_id: int) -> None:
    """After several failures: say so. What is made is kept, and starting it again goes on from there."""
    space = EmbeddingSpace.objects.filter(tenant=tenant_id).first()
    if space is not None and space.is_moving:
        space.error = "The embedding model could not be reached, or failed, several times."
        space.save(update_fields=["error"])
        live.publish(space.tenant_id, space.topic)


def lock_space(tenant: Tenant) -> EmbeddingSpace:
    """The tenant's space, held until the transaction ends; a new one is of the model that is set."""
    EmbeddingSpace.objects.get_or_create(tenant=tenant, defaults={"model": model_name()})
    return EmbeddingSpace.objects.select_for_update().get(tenant=tenant)


def _keep(space: EmbeddingSpace, batch: list[Passage]) -> None:
    Passage.objects.bulk_update(batch, ["next_embedding", "next_sentences", "next_model"])
    space.done += len(batch)
    # What was published meanwhile comes last, but for what took its key before and was committed after.
    space.reached = batch[-1].pk if len(batch) == BATCH else 0
    if space.waiting().filter(pk__gt=space.reached).exists():
        space.save(update_fields=["done", "reached"])
        _ask_for_batch(space)
    else:
        _change_over(space)
    live.publish(space.tenant_id, space.topic)


def _change_over(space: EmbeddingSpace) -> None:
    made = Passage.objects.for_tenant(space.tenant).filter(next_model=space.target)
    made.update(
        embedding=F("next_embedding"),
        sentences=F("next_sentences"),
        embedding_model=space.target,
        **NOTHING_MADE,
    )
    space.arrive()


def _forget_half_made(tenant: Tenant) -> None:
    """What a move to yet another model left behind."""
    half_made = Passage.objects.for_tenant(tenant).exclude(next_model="")
    half_made.update(**NOTHING_MADE)


def _ask_for_batch(space: EmbeddingSpace) -> None:
    key = f"knowledge.embed:{space.tenant_id}:{timezone.now().timestamp():.6f}"
    enqueue("knowledge.embed_batch", key=key, tenant_id=space.tenant_id)
