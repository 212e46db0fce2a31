from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from accounts.access import member_required
from accounts.http import MemberRequest
from tickets.inbox.asked import Asked, pairs_of, read_asked
from tickets.inbox.counts import COUNT_AT_MOST, count_views
from tickets.inbox.facets import FACETS
from tickets.inbox.filters import DAYS
from tickets.inbox.order import ORDERS, BadCursor
from tickets.inbox.pages import Page, page_of
from tickets.inbox.views import PRESETS, saved_views


@require_safe
@never_cache
@member_required
def ticket_list(request: MemberRequest) -> HttpResponse:
    asked = read_asked(request.GET, request.member)
    cursor = request.GET.get("after", "")
    page, problems = _page_or_first(asked, request, cursor)
    # What was left out is said again by each live refresh, so it asks for the same.
    live_query = request.GET if asked.problems else QueryDict(asked.query)
    context = {
        **list_context(asked),
        "page": page,
        "problems": problems,
        "is_live": not cursor,
        "live_pairs": pairs_of(live_query),
    }
    if not request.htmx:
        return render(request, "tickets/list.html", context)
    response = render(request, "tickets/_rows.html", context)
    return push_url(response, f"{request.path}?{asked.query}") if _is_typed(request) else response


@require_safe
@member_required
def views(request: MemberRequest) -> HttpResponse:
    """The views with their counts; asked for by the page, so that the tickets never wait for a count."""
    asked = read_asked(request.GET, request.member)
    saved = saved_views(request.member)
    counts = count_views([*PRESETS.values(), *saved], request.member)
    context = {
        "view": asked.view,
        "presets": [(preset, counts[preset.key]) for preset in PRESETS.values()],
        "saved": [(one, counts[one.key]) for one in saved],
        "most": COUNT_AT_MOST,
    }
    return render(request, "tickets/_views.html", context)


@require_safe
@member_required
def filter_panel(request: MemberRequest) -> HttpResponse:
    """Everything the list can be narrowed by; read only when somebody opens it."""
    asked = read_asked(request.GET, request.member)
    facets = [
        (facet, asked.lookup.options(facet), asked.filters.chosen.get(facet.name, ()))
        for facet in FACETS.values()
    ]
    days = [(name, label, asked.filters.days.get(name)) for name, (_f, _e, label) in DAYS.items()]
    context = {**list_context(asked), "facets": facets, "days": days}
    template = "tickets/_filter_panel.html" if request.htmx else "tickets/filter_page.html"
    return render(request, template, context)


def list_context(asked: Asked) -> dict[str, Any]:
    member, saved = asked.lookup.member, asked.view.saved
    return {
        "asked": asked,
        "view": asked.view,
        "presets": PRESETS.values(),
        "orders": ORDERS.values(),
        "may_write": member.is_agent,
        "may_change_view": bool(saved and member.is_agent and (saved.owner == member or member.is_admin)),
    }


def _is_typed(request: MemberRequest) -> bool:
    """Whether the search field and its filters asked: the address then gets their short form."""
    return request.htmx.trigger == "list-form"


def _page_or_first(asked: Asked, request: MemberRequest, cursor: str) -> tuple[Page, list[str]]:
    try:
        return page_of(asked.filters, request.member, cursor), asked.problems
    except BadCursor:
        cut = _("That page link was cut short. These are the newest tickets.")
        return page_of(asked.filters, request.member), [*asked.problems, cut]
