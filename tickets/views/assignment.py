from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.assignment.presence import come_back, go_away


@require_POST
@agent_required
def away(request: MemberRequest) -> HttpResponse:
    go_away(request.member)
    return _presence(request)


@require_POST
@agent_required
def available(request: MemberRequest) -> HttpResponse:
    come_back(request.member)
    return _presence(request)


def _presence(request: MemberRequest) -> HttpResponse:
    """The choice in the person's menu; without htmx, the page it was made on."""
    if request.htmx:
        context = {"member": request.member, "is_changed": True}
        return render(request, "tickets/assignment/presence.html", context)
    asked_on = request.META.get("HTTP_REFERER", "")
    is_ours = url_has_allowed_host_and_scheme(asked_on, {request.get_host()}, request.is_secure())
    return redirect(asked_on if is_ours else "tickets:list")
