from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.access import get_article, get_version
from knowledge.approval import may_go_live
from knowledge.models import Article
from knowledge.views.responses import KNOWN, changed, refused, warned

# Whoever takes a change back knows whom the article reached before it.
AS_IT_WAS = {KNOWN: "yes"}


@require_POST
@agent_required
def publish(request: MemberRequest, slug: str) -> HttpResponse:
    """Publish the version the member was looking at; refused when a newer one exists meanwhile."""
    article = get_article(request.member, slug)
    latest = article.latest
    if latest is None or request.POST.get("version") != str(latest.number):
        return refused(request, article, _("A newer version was saved meanwhile. Look at it, then publish."))
    warning = warned(request, article)
    if warning is not None:
        return warning
    try:
        services.publish(version=latest, by=request.member)
    except services.ContentRefused as error:
        return refused(request, article, str(error))
    return changed(request, article, said=_("Version %(number)d is going live.") % {"number": latest.number})


@require_POST
@agent_required
def enable(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    warning = _warned_of_live(request, article)
    if warning is not None:
        return warning
    article = services.enable_article(article=article, by=request.member)
    return changed(request, article, said=_("Switched on."), undo=reverse("knowledge:disable", args=[slug]))


@require_POST
@agent_required
def disable(request: MemberRequest, slug: str) -> HttpResponse:
    article = services.disable_article(article=get_article(request.member, slug), by=request.member)
    said = _("Switched off: customers and the AI no longer find it.")
    return changed(
        request, article, said=said, undo=reverse("knowledge:enable", args=[slug]), undo_values=AS_IT_WAS
    )


@require_POST
@agent_required
def archive(request: MemberRequest, slug: str) -> HttpResponse:
    article = services.archive_article(article=get_article(request.member, slug), by=request.member)
    return changed(
        request,
        article,
        said=_("Archived."),
        undo=reverse("knowledge:restore", args=[slug]),
        undo_values=AS_IT_WAS,
    )


@require_POST
@agent_required
def restore(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    warning = _warned_of_live(request, article)
    if warning is not None:
        return warning
    article = services.restore_article(article=article, by=request.member)
    return changed(request, article, said=_("Restored."), undo=reverse("knowledge:archive", args=[slug]))


@require_POST
@agent_required
def revert(request: MemberRequest, slug: str, version_number: int) -> HttpResponse:
    article = get_article(request.member, slug)
    try:
        version = services.revert_to(version=get_version(article, version_number), by=request.member)
    except services.ContentRefused as error:
        return refused(request, article, str(error))
    said = _("Version %(new)d brings back the text of version %(old)d.")
    if article.published_id and not may_go_live(version):
        said = _("Version %(new)d has the text of version %(old)d. It is a draft until somebody approves it.")
    return changed(request, article, said=said % {"new": version.number, "old": version_number})


@require_POST
@agent_required
def release(request: MemberRequest, slug: str) -> HttpResponse:
    """The member looked at what seems to instruct the AI in this version, and found no harm in it."""
    article = get_article(request.member, slug)
    latest = article.latest
    if latest is None or request.POST.get("version") != str(latest.number):
        return refused(request, article, _("A newer version was saved meanwhile. Look at that one."))
    services.release(version=latest, by=request.member)
    return changed(request, article, said=_("Released. It can go live now."))


def _warned_of_live(request: MemberRequest, article: Article) -> HttpResponse | None:
    """As `warned`, for a switch that makes no new text live, but perhaps one that was."""
    return warned(request, article) if article.published_id and not article.is_live else None
