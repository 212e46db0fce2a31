"""A text on its way through another member's hands: asked for, talked about, approved or sent back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member
from conversations.jobs import enqueue
from knowledge.approval import is_approved, may_approve, reviewers_of, wrote
from knowledge.models import Article, Review, ReviewComment, Version
from knowledge.services.errors import ContentRefused
from knowledge.services.locking import lock, save
from knowledge.services.publishing import check_is_ready, publish
from knowledge.services.scheduling import schedule_publish

REASON_AT_MOST = 2_000


class ReviewRefused(ContentRefused):
    """This can not be done with the review; the text says why. Nothing was written."""


@transaction.atomic
def ask_for_review(*, version: Version, by: Member, publish_at: datetime | None = None) -> Review:
    """Put the newest text up for approval, and tell who may give it. Asked twice, it is one review.

    Raises ContentRefused for a text that could not go live whoever approved it.
    """
    article = lock(version.article)
    open_review = open_review_of(article)
    if open_review is not None:
        return open_review
    _check_is_latest(article, version)
    if publish_at is not None and publish_at <= timezone.now():
        raise ReviewRefused(_("Choose a moment that is yet to come."))
    check_is_ready(article, version)
    if is_approved(version) or not reviewers_of(version):
        raise ReviewRefused(_why_nobody(version))
    review = Review.objects.create(
        tenant=article.tenant, article=article, version=version, asked_by=by, publish_at=publish_at
    )
    version.move_to(Version.State.IN_REVIEW)
    _note(review, "article.review_asked", by)
    _tell(review, "review_asked", to=reviewers_of(version), by=by)
    return review


@transaction.atomic
def comment_on(*, review: Review, by: Member, body: str) -> ReviewComment:
    """Say something of the text, to whoever has to do with it. Raises ReviewRefused."""
    body = _clean(body)
    article = lock(review.article)
    review = _open(article, review)
    latest = review.comments.last()
    if latest is not None and (latest.author_id, latest.body) == (by.pk, body):
        return latest
    comment = review.comments.create(version=review.version, author=by, body=body)
    save(article)
    _tell(review, "review_commented", to=_who_has_to_do_with(review), by=by)
    return comment


@transaction.atomic
def approve(*, review: Review, version: Version, by: Member) -> Review:
    """Let the text go live: at the moment that was asked for, else now. Raises ContentRefused.

    `version` is what the member looked at; a newer one is not approved along with it.
    """
    article = lock(review.article)
    if _is_decided(review, Review.State.APPROVED):
        return review
    review = _open(article, review)
    if review.version_id != version.pk:
        raise ReviewRefused(_("A newer version was saved meanwhile. Look at it, then approve."))
    if wrote(by, version):
        raise ReviewRefused(_("You wrote this text. Somebody else has to approve it."))
    if not may_approve(by, version):
        raise ReviewRefused(_("Owners and admins approve texts. Ask one of them."))
    check_is_ready(article, version)
    version.approve(by=by)
    review.decide(Review.State.APPROVED, by=by)
    version.move_to(Version.State.DRAFT)
    _note(review, "article.approved", by)
    _tell(review, "review_decided", to=_asking(review), by=by, decision="approved")
    _let_go_live(review, version, by)
    return review


@transaction.atomic
def send_back(*, review: Review, by: Member, reason: str) -> Review:
    """Not as it is; the reason says what to change. Raises ReviewRefused."""
    reason = _clean(reason)
    article = lock(review.article)
    if _is_decided(review, Review.State.SENT_BACK):
        return review
    review = _open(article, review)
    if not may_approve(by, review.version):
        raise ReviewRefused(_("Only who may approve this text sends it back."))
    _end(review, Review.State.SENT_BACK, by, reason=reason)
    _tell(review, "review_decided", to=_asking(review), by=by, decision="sent_back")
    return review


@transaction.atomic
def withdraw(*, review: Review, by: Member) -> Review:
    """Take the question back; the text is a draft again. Raises ReviewRefused."""
    article = lock(review.article)
    if _is_decided(review, Review.State.WITHDRAWN):
        return review
    review = _open(article, review)
    if not (by.is_admin or by.pk == review.asked_by_id or wrote(by, review.version)):
        raise ReviewRefused(_("Who asked for the review withdraws it, or an admin."))
    _end(review, Review.State.WITHDRAWN, by)
    return review


def open_review_of(article: Article) -> Review | None:
    reviews = Review.objects.filter(article=article, state=Review.State.OPEN)
    return reviews.select_related("version", "asked_by__user").first()


def _let_go_live(review: Review, version: Version, by: Member) -> None:
    """At the moment that was asked for; at once where it has passed meanwhile."""
    if review.publish_at is not None and review.publish_at > timezone.now():
        schedule_publish(version=version, at=review.publish_at, by=by)
    else:
        publish(version=version, by=by)


def _end(review: Review, state: str, by: Member, *, reason: str = "") -> None:
    review.decide(state, by=by, reason=reason)
    review.version.move_to(Version.State.DRAFT)
    _note(review, f"article.review_{state}", by)


def _open(article: Article, review: Review) -> Review:
    """The review as it is under the article's lock."""
    found = open_review_of(article)
    if found is None or found.pk != review.pk:
        raise ReviewRefused(_("This review is over."))
    found.article = article
    return found


def _is_decided(review: Review, state: str) -> bool:
    review.refresh_from_db(fields=["state"])
    return review.state == state


def _check_is_latest(article: Article, version: Version) -> None:
    if article.latest_id != version.pk:
        raise ReviewRefused(_("A newer version was saved meanwhile. Look at it, then ask."))


def _why_nobody(version: Version) -> str:
    if is_approved(version):
        return _("This text is approved. It can be published.")
    return _(
        "Nobody here may approve it but who wrote it. An owner can invite an admin, or switch approval off "
        "under Settings > Content."
    )


def _clean(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise ReviewRefused(_("Write what should be changed or is unclear."))
    if len(text) > REASON_AT_MOST:
        raise ReviewRefused(_("At most %(most)d characters fit.") % {"most": REASON_AT_MOST})
    return text


def _asking(review: Review) -> list[int | None]:
    return [review.asked_by_id, review.version.author_id]


def _who_has_to_do_with(review: Review) -> list[int | None]:
    """Who asked, who wrote the text, and who has said something of it."""
    return [*_asking(review), *review.comments.values_list("author", flat=True)]


def _note(review: Review, action: str, by: Member) -> None:
    article = review.article
    save(article)
    changes: dict[str, Any] = {"version": review.version.number}
    if review.reason:
        changes["reason"] = review.reason
    audit.record(tenant=article.tenant, actor=by, action=action, target=article, changes=changes)


def _tell(review: Review, kind: str, *, to: Iterable[int | None], by: Member, decision: str = "") -> None:
    """Members hear of it by the app that keeps their notifications, which stands above this one."""
    wanted = sorted({pk for pk in to if pk is not None} - {by.pk})
    if wanted:
        key = f"review:{review.pk}:{kind}:{timezone.now().timestamp():.6f}"
        data = {"version": review.version.number, "decision": decision}
        enqueue(
            "tickets.tell_of_article",
            key=key,
            article_id=review.article_id,
            kind=kind,
            to=wanted,
            by=by.pk,
            data=data,
        )
