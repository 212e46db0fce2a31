from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from conversations.markup import render_markdown
from knowledge.access import get_public_article

CACHE_SECONDS = 60


@require_safe
def help_article(request: HttpRequest, tenant_slug: str, slug: str) -> HttpResponse:
    """An article as anybody may read it: what a citation links to."""
    article = get_public_article(tenant_slug, slug)
    version = article.published
    context = {
        "article": article,
        "version": version,
        "html": render_markdown(version.body) if version else "",
    }
    response = render(request, "knowledge/help_article.html", context)
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    return response
