from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from tickets.inbox import COUNT_AT_MOST, DEFAULT_VIEW, VIEWS, BadCursor, Page, View, count_views, page_of


@require_safe
@member_required
def ticket_list(request: MemberRequest) -> HttpResponse:
    view = chosen_view(request)
    cursor = request.GET.get("after", "")
    page, is_broken = _page_or_first(view, request, cursor)
    context = {
        "views": VIEWS.values(),
        "view": view,
        "page": page,
        "is_broken": is_broken,
        "is_live": not cursor,
    }
    return render(request, "tickets/list.html#rows" if request.htmx else "tickets/list.html", context)


@require_safe
@member_required
def counts(request: MemberRequest) -> HttpResponse:
    """The views with their counts; asked for by the page, so that the list never waits for a count."""
    found = count_views(request.member)
    rows = [(view, found[view.slug]) for view in VIEWS.values()]
    context = {"rows": rows, "view": chosen_view(request), "most": COUNT_AT_MOST}
    return render(request, "tickets/_views.html", context)


def chosen_view(request: MemberRequest) -> View:
    return VIEWS.get(request.GET.get("view", ""), VIEWS[DEFAULT_VIEW])


def _page_or_first(view: View, request: MemberRequest, cursor: str) -> tuple[Page, bool]:
    try:
        return page_of(view, request.member, cursor), False
    except BadCursor:
        return page_of(view, request.member, ""), True
