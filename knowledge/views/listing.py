from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import member_required
from accounts.http import MemberRequest
from knowledge.forms import FilterForm
from knowledge.help.centre import centre_of
from knowledge.listing import categories_of, page_of
from knowledge.models import Article


@require_safe
@member_required
def article_list(request: MemberRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.filters()
    cursor = request.GET.get("after", "")
    page = page_of(request.member.tenant, filters, cursor)
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    context = {
        "page": page,
        "filters": filters,
        "kinds": Article.Kind.choices,
        "query": urlencode(asked),
        "next_url": "?" + urlencode({**asked, "after": page.next_cursor}) if page.next_cursor else "",
        "is_first": not cursor,
    }
    if request.htmx:
        return render(request, "knowledge/list.html#rows", context)
    return render(
        request,
        "knowledge/list.html",
        {
            **context,
            "categories": categories_of(request.member.tenant),
            "centre": centre_of(request.member.tenant),
        },
    )
