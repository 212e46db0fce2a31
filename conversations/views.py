from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from conversations.access import get_attachment
from conversations.attachments import from_signed
from conversations.previews import first_lines
from conversations.serving import file_response, preview_response


@require_safe
@member_required
def attachment(request: MemberRequest, pk: int) -> HttpResponseBase:
    return file_response(request, get_attachment(request.member, pk))


@require_safe
@member_required
def attachment_preview(request: MemberRequest, pk: int) -> HttpResponseBase:
    """A PDF to be looked at in a frame, or the first lines of a text; of anything else there is none."""
    found = get_attachment(request.member, pk)
    if found.kind == "pdf":
        return preview_response(request, found)
    if found.kind != "text":
        raise Http404
    lines, has_more = first_lines(found)
    return render(request, "conversations/first_lines.html", {"lines": lines, "has_more": has_more})


@require_safe
def signed_attachment(request: HttpRequest, signature: str) -> HttpResponseBase:
    found = from_signed(signature)
    if found is None:
        raise Http404
    return file_response(request, found)
