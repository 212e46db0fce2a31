from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.throttle import network_of, seconds_to_wait
from conversations.markup import plain_text
from knowledge.help import finding
from knowledge.help.contents import with_anchors
from knowledge.help.voting import VOTES_A_MINUTE, is_from_here, vote
from knowledge.markup import render_article
from knowledge.models import Article
from knowledge.views.help_page import HelpRequest, draw, help_page, stamp

DESCRIPTION_CHARACTERS = 155


@require_safe
@help_page
def help_article(request: HelpRequest, slug: str) -> HttpResponse:
    """An article as its readers see it: what a citation links to."""
    article = _article_of(request, slug)
    version = article.published
    if version is None:
        raise Http404
    html, headings = with_anchors(render_article(version.body, is_signed=not request.reader.is_anybody))
    context = {
        "article": article,
        "version": version,
        "html": html,
        "headings": headings,
        "description": plain_text(version.body, DESCRIPTION_CHARACTERS),
        "category_slug": slugify(article.category) or "other",
        "related": finding.related_to(article, request.reader),
        "breadcrumbs": _breadcrumbs(request, article, version.title),
        "said": request.GET.get("helped", ""),
    }
    return stamp(draw(request, "help/article.html", context), version.published_at)


# The page is the same for all and comes from caches, so it can hold no token: see is_from_here.
@csrf_exempt
@require_POST
@help_page
def help_vote(request: HelpRequest, slug: str) -> HttpResponse:
    """ "Did this help?", and what was missing; back to the article."""
    article = _article_of(request, slug)
    answer = request.POST.get("answer")
    if not is_from_here(request):
        return draw(request, "help/vote_refused.html", {"is_foreign": True}, status=403)
    if answer not in ("yes", "no"):
        return draw(request, "help/vote_refused.html", {}, status=422)
    wait = seconds_to_wait("help-vote", network_of(request), most=VOTES_A_MINUTE)
    if wait:
        response = draw(request, "help/vote_refused.html", {"is_too_often": True}, status=429)
        response["Retry-After"] = str(wait)
        return response
    comment = request.POST.get("comment", "")
    vote(article, request, is_helpful=answer == "yes", comment=comment)
    said = "thanks" if comment.strip() or answer == "yes" else "no"
    url = reverse("knowledge:help-article", args=[request.centre.tenant.slug, slug])
    joined = f"{request.reader.suffix}&" if request.reader.suffix else "?"
    return redirect(f"{url}{joined}helped={said}#helped")


def _article_of(request: HelpRequest, slug: str) -> Article:
    """404 for what this reader may not read, without saying whether it exists."""
    article = request.reader.articles().filter(slug=slug).select_related("tenant", "published").first()
    if article is None:
        raise Http404
    return article


def _breadcrumbs(request: HelpRequest, article: Article, title: str) -> str:
    """JSON-LD (schema.org BreadcrumbList), safe inside a script element."""
    tenant = request.centre.tenant
    steps: list[tuple[str, str]] = [(tenant.name, request.centre.url)]
    if article.category:
        category = slugify(article.category) or "other"
        steps.append((article.category, reverse("knowledge:help-category", args=[tenant.slug, category])))
    steps.append((title, request.path))
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": settings.HUB_URL + url}
        for number, (name, url) in enumerate(steps, start=1)
    ]
    listed: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items,
    }  # fmt: skip
    text = json.dumps(listed, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
