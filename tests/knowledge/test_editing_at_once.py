"""Two members at one text."""

from __future__ import annotations

import pytest
from django.urls import reverse

from knowledge.models import Article
from knowledge.services import save_draft
from tests.knowledge.factories import make_article

pytestmark = pytest.mark.django_db
FIRST = "Refunds take 5 days.\n\nAsk us by email.\n\nBye."


@pytest.fixture
def article(launchpad, alice) -> Article:
    """Bob started from version 1, and alice has saved version 2 since."""
    article = make_article(launchpad, "Refunds", FIRST)
    save_draft(
        article=article, title="Refunds", body=FIRST.replace("email", "phone"), base_number=1, by=alice
    )
    return article


def url_of(name: str, article: Article) -> str:
    return reverse(f"knowledge:{name}", args=[article.slug])


def mine(body: str, **more: str) -> dict[str, str]:
    return {"title": "Refunds", "body": body.replace("\n", "\r\n"), "base": "1", **more}


def test_the_second_sees_what_both_make_together_and_goes_on_with_it(article, signed_in, bob) -> None:
    client, typed = signed_in(bob), FIRST.replace("5", "9")

    conflict = client.post(url_of("edit", article), mine(typed))
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Go on with both" in page
    assert '<input type="hidden" name="was" value="1">' in page

    both = client.post(url_of("choose", article), mine(typed, base="2", was="1", choice="both"))
    form = both.context["form"]
    assert form["body"].value() == "Refunds take 9 days.\n\nAsk us by phone.\n\nBye."
    assert form["base"].value() == 2
    assert "Refunds take 9 days." in both.content.decode().split("kept_body")[1]
    article.refresh_from_db()
    assert article.latest.number == 2


def test_going_on_with_theirs_keeps_what_was_typed_beside_it(article, signed_in, bob) -> None:
    client, typed = signed_in(bob), FIRST + "\n\nMany words of mine."

    chosen = client.post(url_of("choose", article), mine(typed, base="2", was="1", choice="theirs"))

    assert chosen.context["form"]["body"].value() == FIRST.replace("email", "phone")
    assert "Many words of mine." in chosen.content.decode()
    refused = client.post(
        url_of("edit", article), mine("", base="2", kept_title="Refunds", kept_body="Many words of mine.")
    )
    assert refused.status_code == 422
    assert "Many words of mine." in refused.content.decode()


def test_the_same_place_is_left_to_the_writer_to_choose(article, signed_in, bob) -> None:
    typed = FIRST.replace("email", "letter")

    page = signed_in(bob).post(url_of("edit", article), mine(typed)).content.decode()

    assert "You both changed the same place" in page
    assert "Go on with both" not in page
    assert "Ask us by letter." in page
    forced = signed_in(bob).post(url_of("choose", article), mine(typed, base="2", was="1", choice="both"))
    assert "Ask us by letter." in forced.context["form"]["body"].value()


def test_what_started_from_a_version_that_never_was_is_not_guessed_at(article, signed_in, bob) -> None:
    for was in ("", "7", "nonsense", "9" * 30):
        chosen = signed_in(bob).post(
            url_of("choose", article), mine("Mine.", base="2", was=was, choice="both")
        )
        assert chosen.context["form"]["body"].value() == "Mine."


def test_an_open_editor_hears_that_somebody_saved(article, signed_in, bob) -> None:
    client = signed_in(bob)

    assert "Alice saved version 2" in client.get(url_of("newer", article) + "?base=1").content.decode()
    assert client.get(url_of("newer", article) + "?base=2").content.decode().strip() == ""
    assert url_of("newer", article) in client.get(url_of("edit", article)).content.decode()


@pytest.mark.parametrize("name", ["choose", "newer"])
def test_it_is_for_who_may_write(name, article, signed_in, charlie, vera, bob) -> None:
    url, way = url_of(name, article), "post" if name == "choose" else "get"

    assert getattr(signed_in(charlie), way)(url).status_code == 404
    assert getattr(signed_in(vera), way)(url).status_code == 403
    assert getattr(signed_in(bob), "get" if way == "post" else "post")(url).status_code == 405
