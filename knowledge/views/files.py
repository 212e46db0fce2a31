from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required, current_member, memberships_of
from accounts.http import MemberRequest
from conversations.serving import file_response
from knowledge import services
from knowledge.access import get_article_file, is_for_anybody
from knowledge.markup import address_of, is_signature_of
from knowledge.models import ArticleFile

CACHE_SECONDS = 60


@require_POST
@agent_required
def upload(request: MemberRequest) -> HttpResponse:
    """Take a file for a text; the answer is the Markdown that shows it, or why it was not taken."""
    sent = request.FILES.get("upload")
    if sent is None:
        return HttpResponse(_("Choose a file first."), status=422, content_type="text/plain")
    try:
        file = services.store_file(by=request.member, upload=sent)
    except services.ContentRefused as refusal:
        return HttpResponse(str(refusal), status=422, content_type="text/plain")
    return JsonResponse({"markdown": _markdown_of(file)})


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    """A file of an article: for anybody while the live text of a public article shows it, for members, and
    for whoever holds an address that was signed within the hour; 404 for everybody else."""
    found = get_article_file(key)
    if is_for_anybody(found):
        response = file_response(request, found)
        response.headers.pop("Cache-Control")
        patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
        return response
    if not (_is_colleague(request, found) or is_signature_of(key, request.GET.get("s", ""))):
        raise Http404
    return file_response(request, found)


def _is_colleague(request: HttpRequest, file: ArticleFile) -> bool:
    """Asked only of what is not for anybody: to look who it is keeps an answer out of shared caches."""
    member = current_member(request, memberships_of(request))
    return member is not None and member.tenant_id == file.tenant_id


def _markdown_of(file: ArticleFile) -> str:
    name = re.sub(r"([\\\[\]])", r"\\\1", file.name)
    return f"{'!' if file.is_image else ''}[{name}]({address_of(file.key)})"
