from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest
from accounts.models import Member
from conversations.mentions import handle_of


@require_safe
@agent_required
def colleagues(request: MemberRequest) -> JsonResponse:
    """Whom one can call with `@` here: fetched once by a page, when the first `@` is typed."""
    members = Member.objects.for_tenant(request.member.tenant).active().select_related("user")
    found = [{"handle": handle_of(member), "name": member.name} for member in members.order_by("user__name")]
    return JsonResponse({"colleagues": found})
