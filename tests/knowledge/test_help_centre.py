"""A tenant's help centre, as anybody reads it, and as one customer does with a signed link."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from knowledge.audience import Condition, Traits
from knowledge.help import reader as reading
from knowledge.help.centre import switch
from knowledge.help.contents import with_anchors
from knowledge.help.reader import token_for
from knowledge.models import Article, HelpVote
from tests.factories import CustomerFactory
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


def url(name: str, *args: str, tenant: str = "launchpad") -> str:
    return reverse(f"knowledge:{name}", args=[tenant, *args])


@pytest.fixture
def refunds(launchpad) -> Article:
    return make_live(
        launchpad,
        "Refunds",
        "How to get money back.\n\n## Who can ask\n\nAnybody & all.\n\n### How long\n\nIt takes 5 days."
        "\n\n## Cards\n\nTo the card.",
        category="Money",
    )


@pytest.fixture
def partners_only(launchpad) -> Article:
    return make_live(
        launchpad,
        "Refunds for partners",
        "Partners get their refund of money back at once, as agreed.",
        category="Secret topic",
        audience=[Condition.of(segments=["partner"], plans=["pro"])],
    )


@pytest.fixture
def partner(launchpad):
    return CustomerFactory(tenant=launchpad, segment="Partner", plan="PRO")


def as_customer(address: str, customer) -> str:
    return f"{address}{'&' if '?' in address else '?'}as={token_for(customer)}"


def every_page(article: Article) -> list[str]:
    return [
        url("help"),
        url("help-search") + "?q=refunds+for+partners",
        url("help-category", "money"),
        url("help-sitemap"),
        url("help-article", article.slug),
    ]


def test_the_home_page_has_topics_and_what_helped(client, launchpad, refunds) -> None:
    other = make_live(launchpad, "Parking", "Behind the house.", category="House")
    HelpVote.objects.create(tenant=launchpad, article=other, visitor="v", day=date.today(), is_helpful=True)

    page = client.get(url("help"))

    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("Parking") < text.index("Refunds")
    assert url("help-category", "money") in text
    assert "public" in page["Cache-Control"]
    assert "Set-Cookie" not in page


def test_a_topic_lists_its_articles(client, refunds) -> None:
    page = client.get(url("help-category", "money"))

    assert "Refunds" in page.content.decode()
    assert client.get(url("help-category", "nothing")).status_code == 404


def test_an_article_has_contents_breadcrumbs_and_what_search_engines_read(client, refunds, settings) -> None:
    page = client.get(url("help-article", refunds.slug)).content.decode()

    assert '<h2 id="who-can-ask">' in page
    assert 'href="#who-can-ask"' in page
    assert '<link rel="canonical" href="http://testserver/help/launchpad/refunds/">' in page
    assert '<meta name="description" content="How to get money back.' in page
    assert '<meta property="og:title" content="Refunds">' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert [item["name"] for item in data["itemListElement"]] == ["Launchpad", "Money", "Refunds"]


def test_a_title_can_not_break_out_of_the_page(client, launchpad) -> None:
    evil = "</script><script>alert(1)</script>"
    article = make_live(launchpad, evil, f"## {evil}\n\nText\n\n## {evil}", category=evil)

    page = client.get(url("help-article", article.slug)).content.decode()

    assert "<script>alert" not in page


def test_related_articles_are_nearest_in_meaning(client, launchpad, refunds) -> None:
    make_live(launchpad, "Getting money back", "How a refund is paid out to your card.")

    page = client.get(url("help-article", refunds.slug)).content.decode()

    assert "Getting money back" in page[page.index("Related") :]


def test_search_finds_by_meaning(client, launchpad, refunds) -> None:
    make_live(launchpad, "Parking", "Behind the house.")

    page = client.get(url("help-search"), {"q": "when do I get my money back"}).content.decode()

    results = re.findall(r'dir="auto">([^<]+)</a><p', page)
    assert results[0] == "Refunds"
    assert 'content="noindex"' in page


def test_search_without_words_or_with_odd_ones_is_a_page(client, launchpad) -> None:
    for words in ("", "  ", "\x00", "'; --", "a" * 5000, "&|!()"):
        assert client.get(url("help-search"), {"q": words}).status_code == 200


def test_too_many_searches_from_one_place_wait(client, launchpad, monkeypatch) -> None:
    monkeypatch.setattr("knowledge.views.help_centre.SEARCHES_A_MINUTE", 1)
    client.get(url("help-search"), {"q": "refund"})

    page = client.get(url("help-search"), {"q": "refund"})

    assert page.status_code == 429
    assert int(page["Retry-After"]) > 0


def test_what_is_for_some_is_shown_to_nobody_else_anywhere(client, refunds, partners_only, launchpad) -> None:
    others = CustomerFactory(tenant=launchpad, segment="partner", plan="free")
    for wrong in (lambda address: address, lambda address: as_customer(address, others)):
        for address in every_page(refunds):
            page = client.get(wrong(address)).content.decode()
            assert "partners" not in page.replace('value="refunds for partners"', "").replace(
                "Search: refunds for partners", ""
            ), address
            assert "Secret topic" not in page
        assert client.get(wrong(url("help-article", partners_only.slug))).status_code == 404
        assert client.get(wrong(url("help-category", "secret-topic"))).status_code == 404
        vote = client.post(wrong(url("help-vote", partners_only.slug)), {"answer": "yes"}, headers=HERE)
        assert vote.status_code == 404


def test_the_condition_is_part_of_the_sql(launchpad, partners_only, partner) -> None:
    readable = Article.objects.for_tenant(launchpad).readable_by

    assert list(readable(Traits(segment=" Partner", plan="pro"))) == [partners_only]
    for traits in (Traits(), Traits(segment="partner"), Traits(plan="pro"), Traits(country="partner")):
        assert not readable(traits).exists()
    assert not Article.objects.for_tenant(launchpad).public().exists()


def test_a_customer_with_a_signed_link_reads_what_is_for_them(
    client, refunds, partners_only, partner
) -> None:
    article = client.get(as_customer(url("help-article", partners_only.slug), partner))
    found = client.get(as_customer(url("help-search") + "?q=refunds+for+partners", partner))

    assert article.status_code == 200
    assert "no-store" in article["Cache-Control"]
    assert article["Referrer-Policy"] == "no-referrer"
    assert "noindex" in article["X-Robots-Tag"]
    assert "canonical" not in article.content.decode()
    assert "Refunds for partners" in found.content.decode()
    assert "for partners" not in client.get(as_customer(url("help-sitemap"), partner)).content.decode()


def test_every_link_of_a_signed_page_keeps_the_reader(client, refunds, partners_only, partner) -> None:
    for address in (url("help"), url("help-article", partners_only.slug), url("help-category", "money")):
        page = client.get(as_customer(address, partner)).content.decode()
        inside = re.findall(r'<a[^>]* href="(/help/[^"]*)"', page)
        assert inside
        assert all("as=" in link for link in inside), (address, inside)


def test_a_link_that_is_old_forged_or_another_tenants_opens_nothing(
    client, partners_only, partner, harbor, monkeypatch
) -> None:
    address = url("help-article", partners_only.slug)
    stranger = CustomerFactory(tenant=harbor, segment="partner", plan="pro")
    forged = token_for(partner)[:-2] + "xx"
    other_salt = signing.dumps([partner.tenant_id, partner.pk])
    mixed = signing.dumps([partner.tenant_id, stranger.pk], salt="help-reader")

    for token in (token_for(stranger), forged, other_salt, mixed, "nonsense", "\x00"):
        assert client.get(address, {"as": token}).status_code == 404, token
    monkeypatch.setattr(reading, "SECONDS", -1)
    assert client.get(as_customer(address, partner)).status_code == 404


def test_the_sitemap_lists_what_anybody_may_read(client, launchpad, refunds, partners_only) -> None:
    make_article(launchpad, "A draft")
    make_live(launchpad, "Login fails", "Reset it.", kind="known_issue", external_id="1")

    page = client.get(url("help-sitemap"))

    assert page["Content-Type"] == "application/xml"
    assert re.findall("<loc>(.*?)</loc>", page.content.decode()) == [
        "http://testserver/help/launchpad/",
        "http://testserver/help/launchpad/category/money/",
        "http://testserver/help/launchpad/refunds/",
    ]


def test_a_page_that_did_not_change_is_not_sent_again(client, refunds) -> None:
    first = client.get(url("help-article", refunds.slug))

    again = client.get(url("help-article", refunds.slug), headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert "Last-Modified" in first
    assert first["Cache-Control"] == "public, max-age=60"


def test_what_is_not_there_is_a_page_with_a_search(client, launchpad) -> None:
    page = client.get(url("help-article", "nothing"))

    assert page.status_code == 404
    assert 'role="search"' in page.content.decode()
    assert client.get(url("help", tenant="nobody")).status_code == 404


def test_a_help_centre_that_is_off_is_not_there(client, signed_in, alice, bob, refunds) -> None:
    assert signed_in(bob).post(reverse("knowledge:help-switch"), {"on": "0"}).status_code == 403
    signed_in(alice).post(reverse("knowledge:help-switch"), {"on": "0"})

    for address in every_page(refunds):
        assert client.get(address).status_code == 404
    assert "Switch the help centre on" in signed_in(alice).get(reverse("knowledge:list")).content.decode()
    signed_in(alice).post(reverse("knowledge:help-switch"), {"on": "1"})
    assert client.get(url("help")).status_code == 200


def test_another_tenants_help_centre_stays_on(client, launchpad, harbor, alice) -> None:
    switch(tenant=launchpad, is_on=False, by=alice)

    assert client.get(url("help", tenant="harbor")).status_code == 200


@pytest.mark.parametrize("accent", ["#ffff00", "#101010", "#7f7f7f", "#e91e63", "not a colour"])
def test_the_theme_has_the_tenants_colour_and_can_be_read(client, widget, accent) -> None:
    from accounts.colour import contrast

    widget.settings = {"accent": accent}
    widget.save()

    css = client.get(url("help-theme")).content.decode()

    ground, on_ground, light, dark = re.findall(r"#[0-9a-f]{6}", css)
    assert contrast(ground, on_ground) >= 4.5
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(dark, "#15191d") >= 4.5


def test_robots_are_kept_out_of_the_ops_pages_and_told_of_no_tenant(client, launchpad) -> None:
    page = client.get("/robots.txt").content.decode()

    assert "Disallow: /conversations/" in page
    assert "launchpad" not in page


def test_a_vote_counts_once_a_day_and_can_be_changed(client, refunds, signed_in, bob) -> None:
    address = url("help-vote", refunds.slug)

    response = client.post(address, {"answer": "yes"}, headers=HERE)
    assert response["Location"].endswith("helped=thanks#helped")
    response = client.post(address, {"answer": "no"}, headers=HERE)
    assert response["Location"].endswith("helped=no#helped")
    assert 'name="comment"' in client.get(response["Location"]).content.decode()
    client.post(address, {"answer": "no", "comment": "How do <b>cards</b> work?"}, headers=HERE)

    vote = HelpVote.objects.get()
    assert (vote.is_helpful, vote.comment) == (False, "How do <b>cards</b> work?")
    page = signed_in(bob).get(refunds.get_absolute_url()).content.decode()
    assert "Yes 0 · No 1" in page
    assert "&lt;b&gt;cards&lt;/b&gt;" in page


def test_two_visitors_are_two_votes(client, refunds) -> None:
    for name in ("Firefox", "Chrome"):
        headers = {**HERE, "User-Agent": name}
        client.post(url("help-vote", refunds.slug), {"answer": "yes"}, headers=headers)

    assert HelpVote.objects.count() == 2
    assert all(len(vote.visitor) == 64 for vote in HelpVote.objects.all())


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/testserver"},
        {},
    ],
)
def test_a_vote_from_another_site_does_not_count(refunds, headers) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(url("help-vote", refunds.slug), {"answer": "yes"}, headers=headers)

    assert response.status_code == 403
    assert not HelpVote.objects.exists()


def test_a_vote_without_the_newest_headers_counts_from_our_own_pages(refunds) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        url("help-vote", refunds.slug), {"answer": "yes"}, headers={"Origin": "http://testserver"}
    )

    assert response.status_code == 302


def test_votes_are_limited_and_checked(client, refunds, monkeypatch) -> None:
    monkeypatch.setattr("knowledge.views.help_articles.VOTES_A_MINUTE", 1)
    address = url("help-vote", refunds.slug)

    assert client.post(address, {"answer": "perhaps"}, headers=HERE).status_code == 422
    assert client.post(address, {"answer": "yes"}, headers=HERE).status_code == 302
    assert client.post(address, {"answer": "yes"}, headers=HERE).status_code == 429
    assert client.get(address).status_code == 405


def test_headings_get_addresses_that_are_their_own() -> None:
    html, headings = with_anchors("<h1>One</h1><h2>Main</h2><h2>One</h2><h3><em>&amp;</em></h3><h4>Four</h4>")

    assert [heading.anchor for heading in headings] == ["one", "main-2", "one-2", "part"]
    assert "<h1" not in html
    assert with_anchors("<h2>Alone</h2>")[1] == []


def test_the_cost_of_a_page_does_not_grow(client, launchpad, count_queries) -> None:
    first = make_live(launchpad, "First", "Text.", category="A")
    make_live(launchpad, "Second", "Text.", category="A")
    addresses = [url("help"), url("help-article", first.slug), url("help-category", "a"), url("help-sitemap")]

    def costs() -> list[int]:
        counted = []
        for address in addresses:
            with count_queries() as queries:
                client.get(address)
            counted.append(len(queries))
        return counted

    few = costs()
    for number in range(5):
        make_live(launchpad, f"More {number}", "Text.", category="A")
    assert costs() == few
