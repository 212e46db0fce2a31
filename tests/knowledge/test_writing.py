from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from knowledge.audience import Condition, conditions_of
from knowledge.models import Article, Version
from knowledge.services import archive_article, disable_article, publish_now, save_draft
from tests.knowledge.factories import make_article, make_live

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}

# Every mutation of one article, with a body that works.
MUTATIONS = {
    "edit": {"title": "Refunds", "body": "New text.", "base": "1"},
    "save-and-publish": {"title": "Refunds", "body": "New text.", "base": "1"},
    "publish": {"version": "1"},
    "enable": {},
    "disable": {},
    "archive": {},
    "restore": {},
    "details": {"kind": "snippet", "category": "Billing"},
    "audience": {"countries": "DE", "plans": "", "segments": ""},
    "revert": {},
}


def url_of(name: str, article: Article) -> str:
    arguments = [article.slug, 1] if name == "revert" else [article.slug]
    return reverse(f"knowledge:{name}", args=arguments)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_member_of_another_tenant_finds_nothing(name, signed_in, charlie, launchpad) -> None:
    article = make_article(launchpad)

    assert signed_in(charlie).post(url_of(name, article), MUTATIONS[name]).status_code == 404


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_viewer_changes_nothing(name, signed_in, vera, launchpad) -> None:
    article = make_article(launchpad)
    entries = AuditEntry.objects.count()

    assert signed_in(vera).post(url_of(name, article), MUTATIONS[name]).status_code == 403
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("name", [name for name in MUTATIONS if name != "edit"])
def test_a_link_changes_nothing(name, signed_in, bob, launchpad) -> None:
    assert signed_in(bob).get(url_of(name, make_article(launchpad))).status_code == 405


@pytest.mark.parametrize("name", MUTATIONS)
def test_doing_it_twice_is_harmless(name, signed_in, bob, launchpad, work_off) -> None:
    article = make_article(launchpad)
    client = signed_in(bob)

    first = client.post(url_of(name, article), MUTATIONS[name])
    versions, entries = Version.objects.count(), AuditEntry.objects.count()
    second = client.post(url_of(name, article), MUTATIONS[name])

    assert (first.status_code, second.status_code) == (302, 302)
    assert (Version.objects.count(), AuditEntry.objects.count()) == (versions, entries)
    work_off()


@pytest.mark.parametrize("name", ["publish", "enable", "disable", "archive", "restore"])
def test_a_button_answers_with_the_fresh_article_and_a_note(name, signed_in, bob, launchpad) -> None:
    article = make_article(launchpad)

    page = signed_in(bob).post(url_of(name, article), MUTATIONS[name], headers=HTMX).content.decode()

    assert 'id="article"' in page
    assert 'hx-swap-oob="beforeend"' in page
    assert "<html" not in page


def new_article(**changes: str) -> dict[str, str]:
    fields = {"title": "Refunds", "body": "Refunds take 5 days.", "kind": "article", "category": "Billing"}
    return {**fields, "countries": "", "plans": "", "segments": "", **changes}


def test_a_new_article_is_a_draft(signed_in, bob, launchpad) -> None:
    response = signed_in(bob).post(reverse("knowledge:new"), new_article(plans="Pro, Business"))

    article = Article.objects.get()
    assert response["Location"] == article.get_absolute_url()
    assert (article.tenant, article.slug, article.category) == (launchpad, "refunds", "Billing")
    assert (article.latest.state, article.latest.author) == (Version.State.DRAFT, bob)
    assert conditions_of(article) == [Condition.of(plans=["pro", "business"])]
    assert not article.is_live


def test_the_same_form_sent_twice_makes_one_article(signed_in, bob) -> None:
    client = signed_in(bob)

    for _time in range(2):
        client.post(reverse("knowledge:new"), new_article())

    assert Article.objects.count() == 1


def test_articles_of_one_title_have_their_own_addresses(signed_in, bob) -> None:
    client = signed_in(bob)

    for title, body in (("Refunds", "One."), ("Refunds", "Two."), ("New", "Three."), ("日本", "Four.")):
        client.post(reverse("knowledge:new"), new_article(title=title, body=body))

    assert list(Article.objects.order_by("pk").values_list("slug", flat=True)) == [
        "refunds",
        "refunds-2",
        "new-2",
        "article",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "Give it a title."),
        ({"title": "x" * 201}, "at most 200 fit"),
        ({"body": " \n "}, "Write something first."),
        ({"body": "x" * 1_000_000}, "This text has 1000 kB; at most 200 kB fit."),
        ({"body": "é" * 150_000}, "This text has 300 kB; at most 200 kB fit."),
        ({"countries": "Germany"}, "is not a country code"),
        ({"kind": "nonsense"}, "Select a valid choice"),
    ],
)
def test_what_can_not_be_taken_is_said_and_nothing_typed_is_lost(changes, said, signed_in, bob) -> None:
    fields = new_article(**changes)

    response = signed_in(bob).post(reverse("knowledge:new"), fields)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert fields["body"].strip() in response.content.decode()
    assert Article.objects.count() == 0


def test_saving_makes_the_next_version_and_leaves_what_is_live(signed_in, bob, launchpad) -> None:
    article = make_live(launchpad, "Refunds", "Old text.")

    signed_in(bob).post(url_of("edit", article), {"title": "Refunds, new", "body": "New text.", "base": "1"})

    article.refresh_from_db()
    assert (article.latest.number, article.latest.body, article.title) == (2, "New text.", "Refunds, new")
    assert article.published.body == "Old text."


def test_a_second_saver_sees_the_difference_and_loses_nothing(signed_in, alice, bob, launchpad) -> None:
    article = make_article(launchpad, "Refunds", "Refunds take 5 days.")
    save_draft(article=article, title="Refunds", body="Refunds take 9 days.", base_number=1, by=alice)
    mine = {"title": "Refunds", "body": "Refunds take 5 working days.", "base": "1"}
    client = signed_in(bob)

    response = client.post(url_of("edit", article), mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Version 2 was saved while you were writing" in page
    assert "<del>9</del><ins>5 working</ins>" in page
    assert mine["body"] in page
    article.refresh_from_db()
    assert article.latest.number == 2
    assert 'name="base" value="2"' in page
    assert client.post(url_of("edit", article), {**mine, "base": "2"}).status_code == 302
    article.refresh_from_db()
    assert (article.latest.number, article.latest.body) == (3, mine["body"])


def test_a_refused_text_stays_in_the_form(signed_in, bob, launchpad) -> None:
    article = make_article(launchpad)

    response = signed_in(bob).post(url_of("edit", article), {"title": "", "body": "Kept text.", "base": "1"})

    assert response.status_code == 422
    assert "Kept text." in response.content.decode()
    assert "Give it a title." in response.content.decode()


def test_save_and_publish_does_both(signed_in, bob, launchpad, work_off) -> None:
    article = make_article(launchpad)

    signed_in(bob).post(url_of("save-and-publish", article), MUTATIONS["save-and-publish"])
    work_off()

    article.refresh_from_db()
    assert article.is_live
    assert article.published.body == "New text."


def test_publishing_what_somebody_else_replaced_meanwhile_is_refused(
    signed_in, alice, bob, launchpad
) -> None:
    article = make_article(launchpad)
    save_draft(article=article, title="Refunds", body="Somebody else's.", base_number=1, by=alice)

    response = signed_in(bob).post(url_of("publish", article), {"version": "1"})

    assert response.status_code == 422
    assert "A newer version was saved meanwhile" in response.content.decode()
    article.refresh_from_db()
    assert article.pending is None


def test_an_archived_article_is_not_published(signed_in, bob, launchpad) -> None:
    article = make_article(launchpad)
    archive_article(article=article, by=bob)

    assert signed_in(bob).post(url_of("publish", article), {"version": "1"}).status_code == 422


def test_reverting_brings_an_earlier_text_back(signed_in, bob, launchpad, work_off) -> None:
    article = make_live(launchpad, "Refunds", "First.")
    publish_now(
        version=save_draft(article=article, title="Refunds", body="Second.", base_number=1, by=bob), by=bob
    )

    signed_in(bob).post(url_of("revert", article))
    work_off()

    article.refresh_from_db()
    assert (article.published.number, article.published.body) == (3, "First.")


def test_the_undo_of_switching_off_is_offered(signed_in, bob, launchpad) -> None:
    article = make_live(launchpad)

    page = signed_in(bob).post(url_of("disable", article), headers=HTMX).content.decode()

    assert url_of("enable", article) in page
    disable_article(article=article, by=bob)
    signed_in(bob).post(url_of("enable", article))
    article.refresh_from_db()
    assert article.is_live


def test_a_wrong_audience_changes_nothing(signed_in, bob, launchpad) -> None:
    article = make_article(launchpad, audience=[Condition.of(plans=["pro"])])

    response = signed_in(bob).post(
        url_of("audience", article), {"countries": "Germany", "plans": "", "segments": ""}
    )

    assert response.status_code == 422
    assert conditions_of(article) == [Condition.of(plans=["pro"])]


def test_a_preview_too_long_is_said(signed_in, bob) -> None:
    response = signed_in(bob).post(reverse("knowledge:preview"), {"body": "x" * 300_000})

    assert "too long" in response.content.decode()


def test_a_text_of_megabytes_is_refused_with_its_limit_like_any_other(signed_in, bob) -> None:
    response = signed_in(bob).post(reverse("knowledge:new"), {**new_article(), "body": "x" * 3_000_000})

    assert response.status_code == 422
    assert "200 kB" in response.content.decode()


def test_a_form_larger_than_any_gets_a_page_that_says_so(signed_in, bob) -> None:
    response = signed_in(bob).post(reverse("knowledge:new"), {**new_article(), "body": "x" * 9_000_000})

    assert response.status_code == 400
    assert "up to 8 MB of text" in response.content.decode()


def test_writing_is_closed_to_viewers(signed_in, vera) -> None:
    assert signed_in(vera).post(reverse("knowledge:new"), new_article()).status_code == 403
    assert signed_in(vera).post(reverse("knowledge:preview"), {"body": "x"}).status_code == 403
