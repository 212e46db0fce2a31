"""What an article's page shows of its reviews."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Member
from knowledge.approval import is_approval_required, is_approved, may_approve, wrote
from knowledge.diff import Change, diff
from knowledge.models import Article, Review, ReviewComment, Version


@dataclass(frozen=True)
class Shown:
    """The open review, or the latest one where it still says something about the newest text.

    `changes` is what the text in review changes in the live one. `needs_approval` is true where the
    newest text can not be published before somebody approved it.
    """

    review: Review | None
    comments: list[ReviewComment]
    changes: list[Change]
    may_approve: bool
    may_withdraw: bool
    wrote_it: bool
    needs_approval: bool


def shown_to(member: Member, article: Article) -> Shown:
    review = _latest(article)
    is_open = review is not None and review.is_open
    version = review.version if review is not None else None
    wrote_it = version is not None and wrote(member, version)
    return Shown(
        review=review,
        comments=_comments(review) if review else [],
        changes=_changes(article, version) if is_open and version else [],
        may_approve=is_open and version is not None and may_approve(member, version),
        may_withdraw=is_open
        and review is not None
        and (member.is_admin or member.pk == review.asked_by_id or wrote_it),
        wrote_it=wrote_it,
        needs_approval=needs_approval(article),
    )


def needs_approval(article: Article) -> bool:
    latest = article.latest
    return (
        latest is not None
        and article.has_draft
        and is_approval_required(article.tenant)
        and not is_approved(latest)
    )


def _latest(article: Article) -> Review | None:
    related = ("version", "asked_by__user", "decided_by__user")
    review = article.reviews.select_related(*related).order_by("-pk").first()
    if review is None or review.is_open:
        return review
    # What was said of a text that has been rewritten since is history.
    is_news = review.state == Review.State.SENT_BACK and review.version_id == article.latest_id
    return review if is_news else None


def _comments(review: Review) -> list[ReviewComment]:
    return list(review.comments.select_related("author__user", "version"))


def _changes(article: Article, version: Version) -> list[Change]:
    published = article.published
    return diff(published.whole, version.whole) if published else []
