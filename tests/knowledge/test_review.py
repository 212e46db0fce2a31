from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, Member
from conversations.models import Job
from knowledge.imports.known_issues import read_known_issues
from knowledge.imports.taking import take_all
from knowledge.models import Article, ContentSettings, Review, Version
from knowledge.services import ask_for_review, publish, revert_to, save_draft, set_approval
from knowledge.services.errors import ApprovalNeeded
from tests.factories import MemberFactory
from tests.knowledge.factories import make_article, make_live
from tickets.models import Notification

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def adam(launchpad, alice) -> Member:
    """A second member who may approve: from here on launchpad's texts need approval."""
    return MemberFactory(tenant=launchpad, role=Member.Role.ADMIN, user__name="Adam")


@pytest.fixture
def in_review(launchpad, adam, bob) -> Article:
    """A draft of bob's that he asked a review for."""
    article = make_article(launchpad, "Refunds", "Refunds take 5 days.", by=bob)
    ask_for_review(version=article.latest, by=bob)
    return article


MUTATIONS = {
    "review-ask": {"version": "1"},
    "review-approve": {"version": "1"},
    "review-send-back": {"reason": "It is 9 days."},
    "review-comment": {"reason": "Is it 5 days?"},
    "review-withdraw": {},
}


def url_of(name: str, article: Article) -> str:
    return reverse(f"knowledge:{name}", args=[article.slug])


def is_live(article: Article) -> bool:
    article.refresh_from_db()
    return article.published_id is not None


@pytest.mark.parametrize("name", MUTATIONS)
def test_outsiders_find_nothing_and_viewers_change_nothing(name, signed_in, charlie, vera, in_review) -> None:
    entries = AuditEntry.objects.count()

    assert signed_in(charlie).post(url_of(name, in_review), MUTATIONS[name]).status_code == 404
    assert signed_in(vera).post(url_of(name, in_review), MUTATIONS[name]).status_code == 403
    assert signed_in(vera).get(url_of(name, in_review)).status_code == 405
    assert AuditEntry.objects.count() == entries


def test_a_text_goes_live_when_another_member_approved_it(signed_in, bob, alice, in_review, work_off) -> None:
    answer = signed_in(alice).post(url_of("review-approve", in_review), {"version": "1"})
    work_off()

    assert answer.status_code == 302
    assert is_live(in_review)
    assert in_review.published.approved_by == alice
    assert in_review.published.approved_at is not None
    assert Review.objects.get().state == Review.State.APPROVED
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"article.review_asked", "article.approved", "article.published"} <= actions


def test_approving_twice_is_approving_once(signed_in, alice, in_review, work_off) -> None:
    client = signed_in(alice)

    client.post(url_of("review-approve", in_review), {"version": "1"})
    work_off()
    entries = AuditEntry.objects.count()
    again = client.post(url_of("review-approve", in_review), {"version": "1"})

    assert again.status_code == 404
    assert AuditEntry.objects.count() == entries


def test_asking_twice_is_one_review(signed_in, bob, in_review) -> None:
    client = signed_in(bob)

    for _time in range(2):
        assert client.post(url_of("review-ask", in_review), {"version": "1"}).status_code == 302

    assert Review.objects.count() == 1


def test_who_wrote_a_text_does_not_approve_it(signed_in, alice, launchpad, adam) -> None:
    article = make_article(launchpad, by=alice)
    ask_for_review(version=article.latest, by=alice)

    answer = signed_in(alice).post(url_of("review-approve", article), {"version": "1"})

    assert answer.status_code == 422
    assert "You wrote this text" in answer.content.decode()
    assert not is_live(article)


@pytest.mark.parametrize("name", ["publish", "save-and-publish"])
def test_who_wrote_a_text_does_not_publish_it_another_way(
    name, signed_in, alice, launchpad, adam, work_off
) -> None:
    article = make_article(launchpad, by=alice)
    text = {"title": "Refunds", "body": "New text.", "base": "1", "version": "1"}

    answer = signed_in(alice).post(url_of(name, article), text, follow=True)
    work_off()

    assert "Somebody else has to approve this text" in answer.content.decode()
    assert not is_live(article)


def test_bringing_back_ones_own_unapproved_text_does_not_make_it_live(
    signed_in, alice, bob, launchpad, adam, work_off
) -> None:
    article = make_live(launchpad, "Refunds", "Live text.")
    save_draft(article=article, title="Refunds", body="Alice's own.", base_number=1, by=alice)
    save_draft(article=article, title="Refunds", body="Bob's.", base_number=2, by=bob)

    signed_in(alice).post(reverse("knowledge:revert", args=[article.slug, 2]))
    work_off()

    article.refresh_from_db()
    assert (article.latest.number, article.published.body) == (4, "Live text.")


def test_words_somebody_else_brought_back_are_still_their_writers(
    signed_in, alice, bob, launchpad, adam
) -> None:
    article = make_article(launchpad, "Refunds", "Alice's own.", by=alice)
    save_draft(article=article, title="Refunds", body="Bob's.", base_number=1, by=bob)
    version = revert_to(version=article.versions.get(number=1), by=bob)
    ask_for_review(version=version, by=bob)

    answer = signed_in(alice).post(url_of("review-approve", article), {"version": "3"})

    assert answer.status_code == 422
    assert not is_live(article)


def test_a_text_that_was_approved_once_is_brought_back_live(signed_in, alice, in_review, work_off) -> None:
    client = signed_in(alice)
    client.post(url_of("review-approve", in_review), {"version": "1"})
    work_off()
    save_draft(article=in_review, title="Refunds", body="Another.", base_number=1, by=None)

    client.post(reverse("knowledge:revert", args=[in_review.slug, 1]))
    work_off()

    in_review.refresh_from_db()
    assert (in_review.published.number, in_review.published.body) == (3, "Refunds take 5 days.")


def test_an_agent_does_not_approve(signed_in, launchpad, in_review) -> None:
    carla = MemberFactory(tenant=launchpad, role=Member.Role.AGENT)

    answer = signed_in(carla).post(url_of("review-approve", in_review), {"version": "1"})

    assert answer.status_code == 422
    assert "Owners and admins approve texts" in answer.content.decode()


def test_a_newer_text_is_not_approved_along_with_the_one_that_was_read(
    signed_in, alice, bob, in_review, work_off
) -> None:
    save_draft(article=in_review, title="Refunds", body="Refunds take a year.", base_number=1, by=bob)

    answer = signed_in(alice).post(url_of("review-approve", in_review), {"version": "1"})
    work_off()

    assert answer.status_code == 422
    assert "A newer version was saved meanwhile" in answer.content.decode()
    assert not is_live(in_review)
    assert Review.objects.get().version.number == 2
    assert Version.objects.get(number=2).state == Version.State.IN_REVIEW


def test_a_text_is_sent_back_with_a_reason_and_asked_for_again(signed_in, alice, bob, in_review) -> None:
    client = signed_in(alice)

    assert client.post(url_of("review-send-back", in_review), {"reason": " "}).status_code == 422
    client.post(url_of("review-send-back", in_review), {"reason": "It is 9 days, not 5."})

    page = signed_in(bob).get(in_review.get_absolute_url()).content.decode()
    assert "It is 9 days, not 5." in page
    assert "sent version 1 back" in page
    assert Version.objects.get().state == Version.State.DRAFT
    assert signed_in(bob).post(url_of("review-ask", in_review), {"version": "1"}).status_code == 302
    assert Review.objects.filter(state=Review.State.OPEN).count() == 1


def test_what_was_typed_stays_when_it_is_refused(signed_in, bob, in_review) -> None:
    answer = signed_in(bob).post(
        url_of("review-send-back", in_review), {"reason": "Kept words."}, headers=HTMX
    )

    assert answer.status_code == 422
    assert "Kept words." in answer.content.decode()


def test_a_review_is_talked_about(signed_in, alice, bob, in_review, work_off) -> None:
    for _time in range(2):
        signed_in(alice).post(url_of("review-comment", in_review), {"reason": "Is it 5 days?"})
    work_off()

    page = signed_in(bob).get(in_review.get_absolute_url()).content.decode()
    assert page.count("Is it 5 days?") == 1
    assert list(Notification.objects.filter(member=bob).values_list("kind", flat=True)) == [
        "review_commented"
    ]


def test_who_asked_withdraws(signed_in, bob, in_review) -> None:
    signed_in(bob).post(url_of("review-withdraw", in_review))

    assert Review.objects.get().state == Review.State.WITHDRAWN
    assert Version.objects.get().state == Version.State.DRAFT


def test_a_colleague_who_has_nothing_to_do_with_it_does_not_withdraw(signed_in, launchpad, in_review) -> None:
    carla = MemberFactory(tenant=launchpad, role=Member.Role.AGENT)

    assert signed_in(carla).post(url_of("review-withdraw", in_review)).status_code == 422
    assert Review.objects.get().is_open


def test_who_may_approve_is_told_and_so_is_who_asked(
    signed_in, alice, adam, bob, in_review, work_off
) -> None:
    work_off()
    asked = Notification.objects.filter(kind="review_asked")
    assert {row.member for row in asked} == {alice, adam}

    bell = signed_in(alice).get(reverse("notifications:list")).content.decode()
    assert "Bob asks you to approve it" in bell
    assert in_review.get_absolute_url() in bell
    signed_in(alice).post(url_of("review-approve", in_review), {"version": "1"})
    work_off()

    assert "Alice approved version 1" in signed_in(bob).get(reverse("notifications:list")).content.decode()


def test_opening_the_article_marks_what_was_told_of_it_as_read(signed_in, alice, in_review, work_off) -> None:
    work_off()
    url = reverse("notifications:seen-article", args=[in_review.slug])

    assert url in signed_in(alice).get(in_review.get_absolute_url()).content.decode()
    assert signed_in(alice).post(url).status_code == 204
    assert not Notification.objects.filter(member=alice).unread().exists()


def test_where_nobody_but_the_writer_may_approve_the_page_says_so(signed_in, alice, launchpad) -> None:
    set_approval(tenant=launchpad, approval=ContentSettings.Approval.ALWAYS, by=alice)
    article = make_article(launchpad, by=alice)

    answer = signed_in(alice).post(url_of("review-ask", article), {"version": "1"})

    assert answer.status_code == 422
    assert "Nobody here may approve it but who wrote it" in answer.content.decode()


def test_approval_is_asked_for_once_two_may_give_it_or_as_the_tenant_chose(
    alice, bob, launchpad, signed_in, work_off
) -> None:
    article = make_article(launchpad, by=bob)
    publish(version=article.latest, by=bob)
    work_off()
    assert is_live(article)

    MemberFactory(tenant=launchpad, role=Member.Role.ADMIN)
    second = make_article(launchpad, "Invoices", by=bob)
    with pytest.raises(ApprovalNeeded):
        publish(version=second.latest, by=bob)

    answer = signed_in(alice).post(reverse("knowledge:settings-save"), {"approval": "never"})
    publish(version=second.latest, by=bob)
    assert answer.status_code == 302
    assert Job.objects.filter(name="knowledge.embed_version").count() == 2


def test_the_settings_are_an_admins_and_twice_is_harmless(signed_in, alice, bob, vera) -> None:
    url, save = reverse("knowledge:settings"), reverse("knowledge:settings-save")

    for member in (bob, vera):
        assert signed_in(member).get(url).status_code == 403
        assert signed_in(member).post(save, {"approval": "never"}).status_code == 403
    for _time in range(2):
        assert signed_in(alice).post(save, {"approval": "always"}, headers=HTMX).status_code == 200
    assert signed_in(alice).post(save, {"approval": "nonsense"}).status_code == 422
    assert signed_in(alice).get(save).status_code == 405
    assert AuditEntry.objects.filter(action="content.approval_changed").count() == 1
    assert "nobody else may approve" in signed_in(alice).get(url).content.decode()


def test_known_issues_wait_as_drafts_where_approval_is_required(launchpad, adam, bob) -> None:
    issues = read_known_issues("issues.json", b'[{"id": "1", "title": "Login fails"}]')
    take_all(launchpad, issues, by=bob)

    assert Article.objects.get().pending is None


def test_the_list_shows_what_waits_for_approval(signed_in, alice, launchpad, in_review) -> None:
    make_article(launchpad, "Parking")

    page = signed_in(alice).get(reverse("knowledge:list") + "?state=review").content.decode()

    assert "Refunds" in page
    assert "Parking" not in page


def test_the_page_of_an_article_in_review_does_not_ask_more_with_more_comments(
    signed_in, alice, bob, in_review, count_queries
) -> None:
    client, review = signed_in(alice), Review.objects.get()
    review.comments.create(version=review.version, author=bob, body="One.")
    client.get(in_review.get_absolute_url())
    with count_queries() as few:
        client.get(in_review.get_absolute_url())

    for number in range(8):
        review.comments.create(version=review.version, author=bob, body=f"More {number}.")
    with count_queries() as many:
        client.get(in_review.get_absolute_url())

    assert len(many) == len(few)
