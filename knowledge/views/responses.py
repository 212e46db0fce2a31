from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import MemberRequest
from accounts.views.responses import Undo
from knowledge.access import get_article
from knowledge.audience import conditions_of, in_words, reaches_anybody
from knowledge.models import Article
from knowledge.views.reading import article_context

# Sent along by who was warned and goes on.
KNOWN = "reaches_nobody"


def changed(
    request: MemberRequest,
    article: Article,
    *,
    said: str,
    undo: str = "",
    undo_values: dict[str, str] | None = None,
) -> HttpResponse:
    """The fresh article and a note of what happened; without htmx the same, one redirect later."""
    if not request.htmx:
        messages.success(request, said)
        return redirect("knowledge:article", article.slug)
    context = article_context(get_article(request.member, article.slug), request.member)
    context |= {"said": said, "undo": Undo(undo, undo_values) if undo else None, "region": "#article"}
    return render(request, "knowledge/article.html#article", context)


def refused(request: MemberRequest, article: Article, reason: str, *, typed: str = "") -> HttpResponse:
    """422 with why nothing was changed; `typed` goes back into its box."""
    return _not_done(request, article, {"refusal": reason, "typed": typed})


def warned(request: MemberRequest, article: Article, *, path: str = "", **values: Any) -> HttpResponse | None:
    """The page with a warning and a way on, for what would go live and reach nobody; None where it reaches
    somebody, or the member knows.

    The way on is the same request once more, or a POST of `values` to `path`.
    """
    conditions = conditions_of(article)
    if KNOWN in request.POST or reaches_anybody(article.tenant, conditions):
        return None
    sent = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    onwards = {**(values if path else sent), KNOWN: "yes"}
    warning = {"path": path or request.path, "values": onwards, "audience": in_words(conditions)}
    return _not_done(request, article, {"warning": warning})


def _not_done(request: MemberRequest, article: Article, extra: dict[str, Any]) -> HttpResponse:
    context = article_context(get_article(request.member, article.slug), request.member) | extra
    template = "knowledge/article.html#article" if request.htmx else "knowledge/article.html"
    return render(request, template, context, status=422)
