from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from conversations.access import get_attachment
from conversations.attachments import file_response, from_signed


@require_safe
@member_required
def attachment(request: MemberRequest, pk: int) -> FileResponse:
    return file_response(get_attachment(request.member, pk))


@require_safe
def signed_attachment(request: HttpRequest, signature: str) -> FileResponse:
    found = from_signed(signature)
    if found is None:
        raise Http404
    return file_response(found)
