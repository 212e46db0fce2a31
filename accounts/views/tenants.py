from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import switch_tenant


@require_POST
@login_required
def switch(request: HttpRequest, slug: str) -> HttpResponse:
    if switch_tenant(request, slug) is None:
        raise Http404
    return redirect(settings.LOGIN_REDIRECT_URL)
