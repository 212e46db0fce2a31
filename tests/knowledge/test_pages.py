from __future__ import annotations

import pytest
from django.urls import reverse

from knowledge.audience import Condition
from knowledge.services import archive_article, save_draft
from tests.factories import CustomerFactory
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_the_list_shows_articles_plain_and_as_a_fragment(signed_in, bob, launchpad) -> None:
    make_article(launchpad, "Refunds")
    client = signed_in(bob)

    whole = client.get(reverse("knowledge:list"))
    part = client.get(reverse("knowledge:list"), headers=HTMX)

    assert "Refunds" in whole.content.decode()
    assert "<html" in whole.content.decode()
    assert "Refunds" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_the_list_is_the_tenants_own(signed_in, charlie, launchpad) -> None:
    make_article(launchpad, "Refunds")

    assert "Refunds" not in signed_in(charlie).get(reverse("knowledge:list")).content.decode()


def test_an_empty_list_offers_the_first_step_to_those_who_may_take_it(signed_in, bob, vera) -> None:
    url = reverse("knowledge:list")

    assert "Write the first article" in signed_in(bob).get(url).content.decode()
    assert "Write the first article" not in signed_in(vera).get(url).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=quokka", ["Animals"]),
        ("q=ANIM", ["Animals"]),
        ("state=live", ["Live one"]),
        ("state=draft", ["Animals"]),
        ("state=changed", ["Live one"]),
        ("state=archived", ["Old"]),
        ("category=Billing", ["Live one"]),
        ("kind=snippet", ["Live one"]),
        ("kind=nonsense&state=nonsense", ["Animals", "Live one"]),
        ("after=nonsense", ["Animals", "Live one"]),
        ("q=nothing-like-it", []),
        ("q=%00", ["Animals", "Live one"]),
    ],
)
def test_filters_narrow_the_list(query, found, signed_in, bob, launchpad) -> None:
    make_article(launchpad, "Animals", "The quokka is small.")
    live = make_live(launchpad, "Live one", "Text.", category="Billing", kind="snippet")
    save_draft(article=live, title="Live one", body="Newer text.", base_number=1, by=bob)
    archive_article(article=make_article(launchpad, "Old"), by=bob)

    page = signed_in(bob).get(f"{reverse('knowledge:list')}?{query}").content.decode()

    assert [title for title in ("Animals", "Live one", "Old") if f">{title}</span>" in page] == found


def test_the_list_goes_on_on_the_next_page(signed_in, bob, launchpad, monkeypatch) -> None:
    monkeypatch.setattr("knowledge.listing.PAGE", 2)
    for number in range(5):
        make_article(launchpad, f"Article number {number}")
    client = signed_in(bob)

    seen, url = [], reverse("knowledge:list")
    while url:
        response = client.get(url)
        seen += [article.title for article in response.context["page"].articles]
        url = response.context["next_url"] and reverse("knowledge:list") + response.context["next_url"]

    assert seen == [f"Article number {number}" for number in (4, 3, 2, 1, 0)]


def test_the_lists_queries_do_not_grow_with_its_rows(signed_in, bob, launchpad, count_queries) -> None:
    client, url = signed_in(bob), reverse("knowledge:list")
    make_article(launchpad, "First", by=bob, audience=[Condition.of(plans=["pro"])])
    client.get(url)
    with count_queries() as few:
        client.get(url)

    for number in range(10):
        make_article(launchpad, f"More {number}", by=bob, audience=[Condition.of(plans=["pro"])])
    with count_queries() as many:
        client.get(url)

    assert len(many) == len(few)


def test_an_article_shows_its_live_text_and_says_that_a_draft_is_newer(
    signed_in, vera, bob, launchpad
) -> None:
    article = make_live(launchpad, "Refunds", "Refunds take **5** days.")
    save_draft(article=article, title="Refunds", body="Refunds take 9 days.", base_number=1, by=bob)

    page = signed_in(vera).get(article.get_absolute_url()).content.decode()

    assert "<strong>5</strong>" in page
    assert "9 days" not in page
    assert "Version 2 is newer" in page


def test_a_viewer_reads_and_is_offered_no_change(signed_in, vera, bob, launchpad) -> None:
    article = make_article(launchpad)

    edit = reverse("knowledge:edit", args=[article.slug])
    assert edit in signed_in(bob).get(article.get_absolute_url()).content.decode()
    assert edit not in signed_in(vera).get(article.get_absolute_url()).content.decode()


def test_an_article_as_a_fragment_has_no_frame(signed_in, bob, launchpad) -> None:
    article = make_article(launchpad)

    part = signed_in(bob).get(article.get_absolute_url(), headers=HTMX).content.decode()

    assert 'id="article"' in part
    assert "<html" not in part


def test_scripts_in_an_article_never_reach_the_page(signed_in, bob, launchpad) -> None:
    body = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    article = make_live(launchpad, "<b>Bold</b>", body)
    client = signed_in(bob)

    pages = [
        client.get(article.get_absolute_url()),
        client.get(reverse("knowledge:version", args=[article.slug, 1])),
        client.post(reverse("knowledge:preview"), {"body": body}),
        client.get(reverse("knowledge:help-article", args=["launchpad", article.slug])),
    ]

    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
        assert 'href="javascript' not in page.content.decode()
        assert "<b>Bold</b>" not in page.content.decode()


def test_versions_list_and_compare(signed_in, vera, bob, launchpad) -> None:
    article = make_article(launchpad, "Refunds", "Refunds take 5 days.")
    save_draft(article=article, title="Refunds", body="Refunds take 9 days.", base_number=1, by=bob)
    client = signed_in(vera)

    rows = client.get(reverse("knowledge:versions", args=[article.slug])).content.decode()
    page = client.get(reverse("knowledge:version", args=[article.slug, 2])).content.decode()

    assert 'id="version-1"' in rows
    assert 'id="version-2"' in rows
    assert "<del>5</del><ins>9</ins>" in page
    assert client.get(reverse("knowledge:version", args=[article.slug, 3])).status_code == 404
    assert (
        client.get(reverse("knowledge:version", args=[article.slug, 2]) + "?against=nonsense").status_code
        == 404
    )


def test_the_versions_pages_queries_do_not_grow(signed_in, bob, launchpad, count_queries) -> None:
    article = make_article(launchpad, by=bob)
    client, url = signed_in(bob), reverse("knowledge:versions", args=[article.slug])
    client.get(url)
    with count_queries() as few:
        client.get(url)

    for number in range(1, 8):
        save_draft(article=article, title="Refunds", body=f"Text {number}.", base_number=number, by=bob)
    with count_queries() as many:
        client.get(url)

    assert len(many) == len(few)


def test_the_reach_of_an_audience_is_counted_and_said_in_words(signed_in, bob, launchpad, harbor) -> None:
    CustomerFactory(tenant=launchpad, name="Uma", plan="Pro", country="DE")
    CustomerFactory(tenant=launchpad, name="Ian", plan="free", country="DE")
    CustomerFactory(tenant=launchpad, name="Pia", segment="Partner")
    CustomerFactory(tenant=harbor, name="Zed", plan="pro", country="DE")
    query = {"countries": ["de, fr", ""], "plans": ["PRO", ""], "segments": ["", "partner"]}

    page = signed_in(bob).get(reverse("knowledge:reach"), query).content.decode()

    assert "2 of 3 customers" in page
    assert "Uma" in page
    assert "Pia" in page
    assert "Ian" not in page
    assert "plan pro and country DE or FR; or with segment partner" in page


def test_a_wrong_country_code_is_said_in_the_reach(signed_in, bob) -> None:
    query = {"countries": "Germany", "plans": "", "segments": ""}

    assert "is not a country code" in signed_in(bob).get(reverse("knowledge:reach"), query).content.decode()


@pytest.mark.parametrize("name", ["new", "import", "reach"])
def test_writing_pages_are_closed_to_viewers(name, signed_in, vera) -> None:
    assert signed_in(vera).get(reverse(f"knowledge:{name}")).status_code == 403


def test_strangers_are_sent_to_sign_in(client, launchpad) -> None:
    article = make_article(launchpad)

    for url in (reverse("knowledge:list"), reverse("knowledge:new"), article.get_absolute_url()):
        assert client.get(url).status_code == 302
