from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import MemberRequest
from accounts.views.responses import Undo
from knowledge.access import get_article
from knowledge.models import Article
from knowledge.views.reading import article_context


def changed(request: MemberRequest, article: Article, *, said: str, undo: str = "") -> HttpResponse:
    """The fresh article and a note of what happened; without htmx the same, one redirect later."""
    if not request.htmx:
        messages.success(request, said)
        return redirect("knowledge:article", article.slug)
    context = article_context(get_article(request.member, article.slug))
    context |= {"said": said, "undo": Undo(undo) if undo else None, "region": "#article"}
    return render(request, "knowledge/article.html#article", context)


def refused(request: MemberRequest, article: Article, reason: str) -> HttpResponse:
    context = {**article_context(get_article(request.member, article.slug)), "refusal": reason}
    template = "knowledge/article.html#article" if request.htmx else "knowledge/article.html"
    return render(request, template, context, status=422)
