from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member
from ai.embeddings import embed_texts
from conversations.jobs import enqueue
from knowledge.approval import may_go_live
from knowledge.markup import without_files
from knowledge.models import Article, EmbeddingSpace, Passage, Review, Version
from knowledge.sentences import embed_sentences
from knowledge.services.embedding import lock_space
from knowledge.services.errors import ApprovalNeeded, ContentRefused, HeldForReview
from knowledge.services.locking import lock, save
from knowledge.skeletons import TO_BE_WRITTEN, is_skeleton
from knowledge.splitting import Piece, split


class ModelChanged(Exception):
    """The tenant's passages changed over to another embedding model while these were being embedded."""


@transaction.atomic
def publish(*, version: Version, by: Member | None) -> Version:
    """Ask for the version to go live. Until it is embedded, what was live stays live.

    Raises ContentRefused for an archived article, and ApprovalNeeded where somebody else has to look first.
    """
    if _make_pending(version, by, is_asked=True):
        key = f"knowledge.embed_version:{version.pk}:{timezone.now().timestamp():.3f}"
        enqueue("knowledge.embed_version", key=key, version_id=version.pk)
    return version


def publish_now(*, version: Version, by: Member | None) -> None:
    """Publish and embed here, without queue or approval: for loading data, where nobody waits for a page."""
    _make_pending(version, by, is_asked=False)
    embed_and_swap(version_id=version.pk, finish=transaction.atomic)


@transaction.atomic
def _make_pending(version: Version, by: Member | None, *, is_asked: bool) -> bool:
    """Put the version on its way; False when it is there already."""
    article = lock(version.article)
    check_is_ready(article, version)
    is_live, is_on_its_way = article.published_id == version.pk, article.pending_id == version.pk
    if (is_live and article.pending_id is None) or (is_on_its_way and not article.pending_error):
        return False
    if is_asked and not may_go_live(version):
        raise ApprovalNeeded
    _supersede(article, version)
    _end_review(version, by)
    article.pending, article.pending_error = version, ""
    save(article, "pending", "pending_error")
    if version.approved_at is None:
        version.approved_by = by
        version.save(update_fields=["approved_by"])
    changes = {"version": version.number}
    audit.record(tenant=article.tenant, actor=by, action="article.published", target=article, changes=changes)
    return True


def check_is_ready(article: Article, version: Version) -> None:
    """Raises ContentRefused for a text that can not go live whoever wants it."""
    if article.is_archived:
        raise ContentRefused(_("This article is archived. Restore it first."))
    if is_skeleton(version.body):
        words = {"line": TO_BE_WRITTEN}
        raise ContentRefused(
            _("This is still to be written. Write it, and take out the line “%(line)s”.") % words
        )
    if version.is_held:
        raise HeldForReview


def embed_and_swap(*, version_id: int, finish: Callable[[], AbstractContextManager[None]]) -> None:
    """Embed a pending version's passages, then make them live in the transaction `finish` opens.

    A version that is gone or no longer pending is left alone, so doing it twice is harmless. Raises
    ModelChanged, for the job to try again.
    """
    version = Version.objects.select_related("article", "tenant").filter(pk=version_id).first()
    if version is None or version.article.pending_id != version.pk:
        return
    model = EmbeddingSpace.model_of(version.tenant)
    passages = list(_as_passages(version, split(without_files(version.body))))
    texts = [passage.embedded_text for passage in passages]
    said_in = [(passage.title, passage.text) for passage in passages]
    vectors = embed_texts(texts, model=model, charged_to=version.tenant)
    sentences = embed_sentences(said_in, model=model, charged_to=version.tenant)
    for passage, vector, said in zip(passages, vectors, sentences, strict=True):
        passage.embedding, passage.sentences, passage.embedding_model = vector, said, model
    with finish():
        _swap(version, passages, model)


def note_failure(*, version_id: int) -> None:
    """Say on the article that its pending version could not go live; what was live still is."""
    version = Version.objects.select_related("article").filter(pk=version_id).first()
    if version is None:
        return
    article = lock(version.article)
    if article.pending_id == version_id:
        article.pending_error = _(
            "Its text could not be prepared for search after several tries. Publish it again."
        )
        save(article, "pending_error")


def _swap(version: Version, fresh: list[Passage], model: str) -> None:
    article = lock(version.article)
    if article.pending_id != version.pk:
        return
    if lock_space(article.tenant).model != model:
        raise ModelChanged
    passages = Passage.objects.filter(article=article)
    passages.update(is_live=False)
    # A version that was live before has its passages, which past answers may cite.
    if not passages.filter(version=version).exists():
        Passage.objects.bulk_create(fresh)
    # An article may have changed its kind while this waited.
    passages.filter(version=version).update(
        is_live=article.enabled and not article.is_archived, kind=article.kind
    )
    _make_published(article, version)


def _as_passages(version: Version, pieces: list[Piece]) -> Iterator[Passage]:
    for position, piece in enumerate(pieces):
        yield Passage(
            tenant_id=version.tenant_id,
            article_id=version.article_id,
            version=version,
            kind=version.article.kind,
            position=position,
            title=version.title,
            heading=piece.heading,
            text=piece.text,
        )


def _make_published(article: Article, version: Version) -> None:
    article.versions.filter(state=Version.State.PUBLISHED).update(state=Version.State.ARCHIVED)
    version.state, version.published_at = Version.State.PUBLISHED, timezone.now()
    version.save(update_fields=["state", "published_at"])
    article.published, article.pending, article.pending_error = version, None, ""
    save(article, "published", "pending", "pending_error")


def _supersede(article: Article, version: Version) -> None:
    """A version that was on its way and is overtaken goes to the history."""
    overtaken = article.pending
    if overtaken is not None and overtaken.pk != version.pk and overtaken.is_draft:
        overtaken.state = Version.State.ARCHIVED
        overtaken.save(update_fields=["state"])


def _end_review(version: Version, by: Member | None) -> None:
    """Where approval is not required, a text may go live while somebody is still asked about it."""
    version.reviews.filter(state=Review.State.OPEN).update(
        state=Review.State.WITHDRAWN, decided_by=by, decided_at=timezone.now()
    )
