from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest, key_in
from accounts.models import Member
from conversations.access import members_who_read
from conversations.mentions import handle_of
from tickets.access import get_ticket


@require_safe
@agent_required
def colleagues(request: MemberRequest) -> JsonResponse:
    """Whom one can call with `@` here, or in the `?ticket=42` that not all of them read: fetched once by a
    page, when the first `@` is typed."""
    number = key_in(request.GET.get("ticket"))
    everybody = Member.objects.for_tenant(request.member.tenant)
    here = members_who_read(get_ticket(request.member, number).discussion_id) if number else everybody
    members = here.active().select_related("user")
    found = [{"handle": handle_of(member), "name": member.name} for member in members.order_by("user__name")]
    return JsonResponse({"colleagues": found})
