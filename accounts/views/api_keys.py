from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.api_keys import create_api_key, revoke_api_key
from accounts.forms import ApiKeyForm
from accounts.http import MemberRequest
from accounts.models import ApiKey


@require_safe
@admin_required
def index(request: MemberRequest) -> HttpResponse:
    return _page(request)


@require_POST
@admin_required
@never_cache
def create(request: MemberRequest) -> HttpResponse:
    """No redirect: the key is on this answer and nowhere else, ever again."""
    form = ApiKeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    row, key = create_api_key(name=form.cleaned_data["name"], by=request.member)
    return _page(request, made=row, key=key)


@require_POST
@admin_required
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ApiKey.objects.for_tenant(request.member.tenant), pk=pk)
    revoke_api_key(row, by=request.member)
    return redirect("accounts:api-keys")


def _page(
    request: MemberRequest, *, form: ApiKeyForm | None = None, status: int = 200, **extra: Any
) -> HttpResponse:
    keys = ApiKey.objects.for_tenant(request.member.tenant).select_related("created_by__user")
    context = {"keys": keys, "form": form or ApiKeyForm(), **extra}
    return render(request, "accounts/api_keys.html", context, status=status)
