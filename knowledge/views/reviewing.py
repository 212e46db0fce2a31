from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.access import get_article, get_open_review, get_version
from knowledge.forms import MomentForm
from knowledge.models import Article
from knowledge.views.responses import changed, refused, warned


@require_POST
@agent_required
def ask(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask for approval of the version the member was looking at."""
    article = get_article(request.member, slug)
    latest = article.latest
    if latest is None or request.POST.get("version") != str(latest.number):
        return refused(request, article, _("A newer version was saved meanwhile. Look at it, then ask."))
    try:
        at = MomentForm(request.POST).moment() if request.POST.get("at") else None
    except ValueError as error:
        return refused(request, article, str(error))
    return _answer(
        request,
        article,
        lambda: services.ask_for_review(version=latest, by=request.member, publish_at=at),
        said=_("Version %(number)d is in review.") % {"number": latest.number},
    )


@require_POST
@agent_required
def approve(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    review = get_open_review(article)
    version = get_version(article, number_in(request))
    warning = warned(request, article)
    if warning is not None:
        return warning
    waits = review.publish_at is not None and review.publish_at > timezone.now()
    said = _("Approved. It goes live at its moment.") if waits else _("Approved. It is going live.")
    return _answer(
        request,
        article,
        lambda: services.approve(review=review, version=version, by=request.member),
        said=said,
    )


@require_POST
@agent_required
def send_back(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    review, reason = get_open_review(article), request.POST.get("reason", "")
    return _answer(
        request,
        article,
        lambda: services.send_back(review=review, by=request.member, reason=reason),
        said=_("Sent back."),
        typed=reason,
    )


@require_POST
@agent_required
def comment(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    review, body = get_open_review(article), request.POST.get("reason", "")
    return _answer(
        request,
        article,
        lambda: services.comment_on(review=review, by=request.member, body=body),
        said=_("Your comment is there."),
        typed=body,
    )


@require_POST
@agent_required
def withdraw(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    review = get_open_review(article)
    return _answer(
        request,
        article,
        lambda: services.withdraw(review=review, by=request.member),
        said=_("Withdrawn. It is a draft again."),
    )


def _answer(
    request: MemberRequest, article: Article, act: Callable[[], object], *, said: str, typed: str = ""
) -> HttpResponse:
    """Do it; the fresh article, or why not, with what was typed still in its box."""
    try:
        act()
    except services.ContentRefused as error:
        return refused(request, article, str(error), typed=typed)
    return changed(request, article, said=said)


def number_in(request: MemberRequest) -> int:
    """The version that the form was about; 0 where it names none."""
    number = request.POST.get("version", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
