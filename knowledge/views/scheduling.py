from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from knowledge import services
from knowledge.access import get_article, get_scheduled, get_version
from knowledge.forms import MomentForm
from knowledge.views.responses import changed, refused, warned
from knowledge.views.reviewing import number_in


@require_POST
@agent_required
def schedule_publish(request: MemberRequest, slug: str) -> HttpResponse:
    """Have the version the member was looking at go live at a moment."""
    article = get_article(request.member, slug)
    version = get_version(article, number_in(request))
    warning = warned(request, article)
    if warning is not None:
        return warning
    try:
        at = MomentForm(request.POST).moment()
        services.schedule_publish(version=version, at=at, by=request.member)
    except (ValueError, services.ContentRefused) as error:
        return refused(request, article, str(error))
    return changed(request, article, said=_("It goes live at that moment."))


@require_POST
@agent_required
def schedule_unpublish(request: MemberRequest, slug: str) -> HttpResponse:
    article = get_article(request.member, slug)
    try:
        at = MomentForm(request.POST).moment()
        services.schedule_unpublish(article=article, at=at, by=request.member)
    except (ValueError, services.ContentRefused) as error:
        return refused(request, article, str(error))
    return changed(request, article, said=_("It stops being live at that moment."))


@require_POST
@agent_required
def schedule_cancel(request: MemberRequest, slug: str, change_id: int) -> HttpResponse:
    article = get_article(request.member, slug)
    change = get_scheduled(article, change_id)
    services.cancel_scheduled(change, by=request.member)
    values = {"at": change.at.isoformat()}
    if change.version is not None:
        values["version"] = str(change.version.number)
    undo = reverse(f"knowledge:schedule-{change.kind}", args=[slug])
    return changed(request, article, said=_("Cancelled."), undo=undo, undo_values=values)
