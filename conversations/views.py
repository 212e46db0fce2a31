from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from conversations.access import get_attachment
from conversations.attachments import from_signed
from conversations.serving import file_response


@require_safe
@member_required
def attachment(request: MemberRequest, pk: int) -> HttpResponseBase:
    return file_response(request, get_attachment(request.member, pk))


@require_safe
def signed_attachment(request: HttpRequest, signature: str) -> HttpResponseBase:
    found = from_signed(signature)
    if found is None:
        raise Http404
    return file_response(request, found)
