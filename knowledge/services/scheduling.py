"""What happens to an article at a moment: a version goes live, or it stops being live."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member
from conversations.jobs import enqueue
from knowledge.approval import may_go_live
from knowledge.models import Article, ScheduledChange, Version
from knowledge.services.availability import unpublish_article
from knowledge.services.errors import ApprovalNeeded, ContentRefused
from knowledge.services.locking import lock, save
from knowledge.services.publishing import check_is_ready, publish

FARTHEST = timedelta(days=366)
Kind, State = ScheduledChange.Kind, ScheduledChange.State


class TooEarly(Exception):
    """The moment is yet to come, in `by`: one worker's clock is ahead of another's."""

    def __init__(self, by: timedelta) -> None:
        super().__init__("It is not due yet.")
        self.by = by


@transaction.atomic
def schedule_publish(*, version: Version, at: datetime, by: Member) -> ScheduledChange:
    """Have this version go live at a moment, whatever is written meanwhile; an earlier plan is replaced.

    Raises ContentRefused for what could not go live now either, and for a moment that has passed.
    """
    article = lock(version.article)
    check_is_ready(article, version)
    if not may_go_live(version):
        raise ApprovalNeeded
    return _plan(article, Kind.PUBLISH, at, by, version)


@transaction.atomic
def schedule_unpublish(*, article: Article, at: datetime, by: Member) -> ScheduledChange:
    """Have the article stop being live at a moment. Raises ContentRefused where it would not be."""
    article = lock(article)
    planned = [change.at for change in waiting_changes(article) if change.is_publish]
    is_to_be_live = article.published_id or article.is_going_live or any(moment < at for moment in planned)
    if article.is_archived or not is_to_be_live:
        raise ContentRefused(_("It is not live, and nothing is planned before that moment."))
    return _plan(article, Kind.UNPUBLISH, at, by, None)


@transaction.atomic
def cancel_scheduled(change: ScheduledChange, *, by: Member) -> ScheduledChange:
    """Twice is harmless; what was done stays done."""
    article = lock(change.article)
    change.refresh_from_db(fields=["state"])
    if change.is_waiting:
        change.settle(State.CANCELLED)
        _note(article, "article.schedule_cancelled", change, by)
    return change


def carry_out(change: ScheduledChange) -> None:
    """Do what is due, in the caller's transaction; where it can't be done, say so on it and to its member.

    Raises TooEarly.
    """
    article = lock(change.article)
    change.refresh_from_db(fields=["state", "at"])
    if not change.is_waiting:
        return
    early = change.at - timezone.now()
    if early > timedelta(0):
        raise TooEarly(early)
    try:
        with transaction.atomic():
            _do(change, article)
    except ContentRefused as refusal:
        change.settle(State.FAILED, str(refusal))
        save(article)
        _tell_of_failure(change)
    else:
        change.settle(State.DONE)


def waiting_changes(article: Article) -> list[ScheduledChange]:
    waiting = ScheduledChange.objects.filter(article=article, state=State.WAITING)
    return list(waiting.select_related("version", "by__user"))


def missed_change(article: Article) -> ScheduledChange | None:
    """The newest plan, where it could not be carried out and that version is not live meanwhile."""
    newest = ScheduledChange.objects.filter(article=article).select_related("version").order_by("-pk").first()
    if newest is None or newest.state != State.FAILED or newest.version_id == article.published_id:
        return None
    return newest


def _do(change: ScheduledChange, article: Article) -> None:
    if change.version is not None:
        publish(version=change.version, by=change.by)
    else:
        unpublish_article(article=article, by=change.by)


def _plan(article: Article, kind: str, at: datetime, by: Member, version: Version | None) -> ScheduledChange:
    now = timezone.now()
    if not now < at <= now + FARTHEST:
        raise ContentRefused(_("Choose a moment within the next year."))
    waiting = ScheduledChange.objects.filter(article=article, kind=kind, state=State.WAITING).first()
    if waiting is not None:
        if (waiting.at, waiting.version_id) == (at, version.pk if version else None):
            return waiting
        waiting.settle(State.CANCELLED)
    change = ScheduledChange.objects.create(
        tenant=article.tenant, article=article, kind=kind, version=version, at=at, by=by
    )
    key = f"knowledge.carry_out:{change.pk}"
    enqueue("knowledge.carry_out", key=key, delay=at - now, change_id=change.pk)
    _note(article, "article.scheduled", change, by)
    return change


def _note(article: Article, action: str, change: ScheduledChange, by: Member) -> None:
    save(article)
    changes = {"what": change.kind, "at": change.at.isoformat(timespec="minutes")}
    if change.version is not None:
        changes["version"] = str(change.version.number)
    audit.record(tenant=article.tenant, actor=by, action=action, target=article, changes=changes)


def _tell_of_failure(change: ScheduledChange) -> None:
    if change.by_id is not None:
        enqueue(
            "tickets.tell_of_article",
            key=f"scheduled-change:{change.pk}:failed",
            article_id=change.article_id,
            kind="review_decided",
            to=[change.by_id],
            by=None,
            data={"version": change.version.number if change.version else "", "decision": "failed"},
        )
