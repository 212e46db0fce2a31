"""What machines read: the sitemap, the theme, and what robots are asked to leave alone."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.colour import readable_on, text_on
from knowledge.help.centre import accent_of
from knowledge.help.finding import categories_of
from knowledge.help.reader import Reader
from knowledge.views.help_page import HelpRequest, help_page

# The grounds that the accent stands on as text; help.css has the same.
PAPER, NIGHT = "#ffffff", "#15191d"
# The protocol's own limit is 50,000 addresses a file.
ADDRESSES_AT_MOST = 50_000
ROBOTS = """User-agent: *
Disallow: /conversations/
Disallow: /admin/
Disallow: /accounts/
Disallow: /api/
Disallow: /widget/
Disallow: /help/*/search/
Disallow: /*?as=
"""


@require_safe
@help_page
def help_sitemap(request: HelpRequest) -> HttpResponse:
    """What anybody may read; never what only the holder of a link may."""
    anybody = Reader(request.centre.tenant)
    articles = anybody.articles().order_by("pk").values_list("slug", "published__published_at")
    tenant = request.centre.tenant.slug
    home = settings.HUB_URL + reverse("knowledge:help", args=[tenant])
    addresses: list[tuple[str, datetime | None]] = [(home, None)]
    addresses += [
        (settings.HUB_URL + reverse("knowledge:help-category", args=[tenant, slug]), None)
        for slug in dict.fromkeys(category.slug for category in categories_of(anybody))
    ]
    addresses += [
        (settings.HUB_URL + reverse("knowledge:help-article", args=[tenant, slug]), published_at)
        for slug, published_at in articles[: ADDRESSES_AT_MOST - len(addresses)]
    ]
    return render(request, "help/sitemap.xml", {"addresses": addresses}, content_type="application/xml")


@require_safe
@help_page
def help_theme(request: HelpRequest) -> HttpResponse:
    """The tenant's accent as custom properties, moved as far as it takes to be read on either ground."""
    accent = accent_of(request.centre.tenant)
    light, dark = readable_on(PAPER, accent), readable_on(NIGHT, accent)
    css = (
        f":root{{--help-accent:{accent};--help-on-accent:{text_on(accent)};--help-ink:{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--help-ink:{dark}}}}}"
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Tenants are not listed here: each names its own sitemap to whom it likes."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
