from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import queries
from accounts.access import admin_required
from accounts.forms import AuditFilterForm
from accounts.http import MemberRequest


@require_safe
@admin_required
def index(request: MemberRequest) -> HttpResponse:
    # A hand-written URL with a wrong page or action shows what its valid parts say.
    form = AuditFilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    tenant, action = request.member.tenant, wanted.get("action", "")
    page = queries.audit_page(tenant, action=action, before=wanted.get("before"), after=wanted.get("after"))
    context = {
        "page": page,
        "action": action,
        "actions": queries.audit_actions(tenant),
        "older_url": _link(action, "before", page.older_than),
        "newer_url": _link(action, "after", page.newer_than),
    }
    return render(request, "accounts/audit.html#log" if request.htmx else "accounts/audit.html", context)


def _link(action: str, name: str, entry: int | None) -> str:
    if entry is None:
        return ""
    return "?" + urlencode({"action": action, name: entry} if action else {name: entry})
