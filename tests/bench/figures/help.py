"""A help centre's pages as strangers read them, beside an empty view on the same server.

Each is asked of the hub anew, as if no cache stood between, and there are the votes of a year to look at.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, repeat

from django.utils import timezone

from accounts.models import Tenant
from conversations.models import Channel
from knowledge.models import Article, HelpVote
from tests.bench.copying import copy_rows
from tests.bench.http import Request
from tests.bench.session import Session
from tests.bench.visitor import KEY

VOTES = 100_000
DAYS = 365


def measure(session: Session) -> None:
    assert session.hub
    tenant = Channel.objects.select_related("tenant").get(public_key=KEY).tenant
    articles = list(Article.objects.for_tenant(tenant).public().exclude(kind=Article.Kind.KNOWN_ISSUE))
    _vote(tenant, articles)
    home = f"/help/{tenant.slug}/"
    pages = {
        "first page": repeat(Request("GET", home)),
        "articles, one after the other": cycle(Request("GET", f"{home}{each.slug}/") for each in articles),
        "sitemap": repeat(Request("GET", f"{home}sitemap.xml")),
    }
    reference = session.reference()
    session.report.begin(f"Help centre ({len(articles)} articles, {VOTES:,} votes of a year)")
    session.report.row("empty view", reference.text, note=reference.cost)
    for name, requests in pages.items():
        load = session.load(requests, seconds=session.sizes.page_seconds / 2)
        session.report.row(name, load.text, note=f"empty view {load.ratio(reference)}; {load.cost}")
    session.report.end()


def _vote(tenant: Tenant, articles: list[Article]) -> None:
    today = timezone.now().date()
    copy_rows(
        HelpVote,
        ["tenant", "article", "visitor", "day", "is_helpful"],
        (
            (
                tenant.pk,
                articles[number % len(articles)].pk,
                f"bench-{number}",
                today - timedelta(days=number % DAYS),
                number % 3 > 0,
            )
            for number in range(VOTES)
        ),
    )
