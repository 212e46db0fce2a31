from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import admin_required
from accounts.http import MemberRequest
from accounts.throttle import network_of, seconds_to_wait
from ai.errors import ProviderError
from knowledge.help import finding
from knowledge.help.centre import switch
from knowledge.views.help_page import HelpRequest, draw, help_page

# A search embeds its words, which takes a hundred times as long as a page.
SEARCHES_A_MINUTE = 60


@require_safe
@help_page
def help_home(request: HelpRequest) -> HttpResponse:
    """Categories, and what helped others."""
    context = {
        "categories": finding.categories_of(request.reader),
        "popular": finding.popular_of(request.reader),
    }
    return draw(request, "help/home.html", context)


@require_safe
@help_page
def help_category(request: HelpRequest, category: str) -> HttpResponse:
    found = [each for each in finding.categories_of(request.reader) if each.slug == category]
    if not found:
        raise Http404
    context = {"category": found[0], "articles": finding.articles_in(request.reader, found)}
    return draw(request, "help/category.html", context)


@require_safe
@help_page
def help_search(request: HelpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[: finding.QUERY_CHARACTERS]
    if not query:
        return draw(request, "help/search.html", {"query": ""})
    wait = seconds_to_wait("help-search", network_of(request), most=SEARCHES_A_MINUTE)
    if wait:
        response = draw(request, "help/search.html", {"query": query, "is_too_often": True}, status=429)
        response["Retry-After"] = str(wait)
        return response
    try:
        results = finding.search(request.reader, query)
    except ProviderError:
        return draw(request, "help/search.html", {"query": query, "is_down": True}, status=503)
    return draw(request, "help/search.html", {"query": query, "results": results})


@require_POST
@admin_required
def help_switch(request: MemberRequest) -> HttpResponse:
    is_on = request.POST.get("on") == "1"
    switch(tenant=request.member.tenant, is_on=is_on, by=request.member)
    messages.success(request, _("The help centre is on.") if is_on else _("The help centre is off."))
    return redirect("knowledge:list")
