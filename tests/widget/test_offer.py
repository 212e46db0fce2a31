"""Articles in place of an answer: what the messenger is shown, and what comes of the customer's answer."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from agent.models import Brief, Outcome, Run
from channels_app.widget.models import WidgetSession
from knowledge.audience import Condition
from knowledge.services import create_article, publish_now
from tests.agent.conftest import refunds
from tests.factories import receive
from tests.widget.conftest import code_of
from tickets.models import Ticket

__all__ = ["refunds"]

ASKED = "How long does a refund take until it arrives?"


@pytest.fixture
def unsure(widget) -> None:
    """No answer is sure enough for this channel."""
    widget.ai_threshold = 1.0
    widget.save()


@pytest.fixture
def offered(refunds, unsure, visitor, work_off) -> dict:
    """The message by which the visitor's question was answered with articles."""
    visitor.write(ASKED)
    work_off()
    return visitor.read().json()["messages"][-1]


def say(visitor, message: dict, **answer):
    return visitor.send("post", "helped", {"message_id": message["id"], **answer})


def test_the_nearest_articles_are_cards_with_the_words_that_matched(offered, refunds, visitor) -> None:
    first = offered["offer"][0]
    text = "".join(part for part, _is_marked in first["excerpt"])

    assert (first["id"], first["title"]) == (refunds.pk, "Refunds")
    assert first["url"].startswith("/help/launchpad/")
    assert "5 working days" in text
    assert len(text) < 240
    marked = {part.lower() for part, is_marked in first["excerpt"] if is_marked}
    assert "refund" in marked or "arrives" in marked
    assert len(offered["offer"]) <= 3
    assert offered["citations"] == [], "the cards are the sources"
    assert visitor.read().json()["ticket"]["asks"] == {"message_id": offered["id"], "kind": "offer"}


def test_a_channel_without_cards_gets_the_same_as_text_with_links(offered) -> None:
    outcome = Outcome.objects.get()

    assert "**[Refunds](http://testserver/help/launchpad/refunds/)**" in outcome.message.body
    assert "5 working days" in outcome.message.html
    assert "Answer yes or no" in outcome.message.body


def test_a_yes_names_the_article_and_resolves(offered, refunds, visitor) -> None:
    response = say(visitor, offered, helped=True, article_id=refunds.pk)

    assert response.status_code == 200
    assert response.json()["ticket"]["status"] == "resolved"
    assert "asks" not in response.json()["ticket"]
    outcome, ticket = Outcome.objects.get(), Ticket.objects.get()
    assert (outcome.verdict, outcome.how, outcome.helped_by) == ("helped", "button", refunds)
    assert ticket.contained is True
    assert [event.sentence for event in ticket.events.order_by("pk")][-2:] == [
        "Customer says that it helped: Refunds",
        "Customer changed the state: Resolved",
    ]


def test_a_no_hands_over_with_what_was_offered(offered, visitor, work_off) -> None:
    response = say(visitor, offered, helped=False)
    work_off()

    assert response.json()["ticket"]["is_with_people"]
    ticket, brief = Ticket.objects.get(), Brief.objects.get()
    assert ticket.escalation_reason == "low_confidence"
    (tried,) = [line for line in brief.lines if line["part"] == "tried"]
    assert tried["kind"] == "offered_in_vain"
    assert "Refunds" in [source["title"] for source in tried["sources"]]


@pytest.mark.parametrize("has_helped", [True, False])
def test_the_same_answer_again_changes_nothing_and_another_is_refused(offered, visitor, has_helped) -> None:
    for _time in range(2):
        assert say(visitor, offered, helped=has_helped).status_code == 200
    refused = say(visitor, offered, helped=not has_helped)

    assert (refused.status_code, code_of(refused)) == (409, "NOTHING_ASKED")
    kinds = list(Ticket.objects.get().events.values_list("kind", flat=True))
    assert kinds.count("helped") + kinds.count("not_helped") == 1
    assert kinds.count("status") + kinds.count("escalated") == 1


@pytest.mark.parametrize(
    ("words", "verdict", "state"),
    [
        ("Yes, that helped. Thanks!", "helped", "resolved"),
        ("none of these", "not_helped", "escalated"),
        ("no", "not_helped", "escalated"),
        ("Where do I see my time zone?", "ignored", "open"),
        ("ok", "", "open"),
    ],
)
def test_plain_words_count_as_a_button_and_other_words_pass_it_over(
    offered, visitor, work_off, words, verdict, state
) -> None:
    visitor.write(words)
    work_off()

    ticket = Ticket.objects.get()
    assert Outcome.objects.order_by("pk").first().verdict == verdict
    assert ("escalated" if ticket.is_escalated else ticket.status) == state


def test_what_was_passed_over_is_not_offered_again(offered, visitor, work_off) -> None:
    visitor.write("how many days does it take until a refund arrives on my card")
    work_off()

    assert [run.decision for run in Run.objects.order_by("pk")] == ["offer", "escalate"]
    assert Ticket.objects.get().escalation_reason == "low_confidence"


def test_an_article_that_was_not_offered_did_not_help(offered, visitor) -> None:
    say(visitor, offered, helped=True, article_id=10**9)

    assert Outcome.objects.get().verdict == "helped"
    assert Outcome.objects.get().helped_by is None


def test_nobody_answers_for_another_and_nothing_is_asked_about_other_messages(
    offered, visitor, new_visitor
) -> None:
    other = new_visitor()
    other.open()
    question = visitor.read().json()["messages"][0]

    assert say(other, offered, helped=True).status_code == 409
    assert say(visitor, question, helped=True).status_code == 409
    assert Outcome.objects.get().is_open


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"helped": True},
        {"message_id": 1},
        {"message_id": "1", "helped": True},
        {"message_id": 1, "helped": 1},
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(visitor, payload) -> None:
    response = visitor.send("post", "helped", payload)

    assert (response.status_code, code_of(response)) == (400, "INPUT_INVALID")


def test_a_no_after_a_member_took_over_is_too_late(offered, visitor, bob) -> None:
    from tickets.services import post_reply

    post_reply(Ticket.objects.get(), by=bob, body="I know this one.")

    assert "asks" not in visitor.read().json()["ticket"]
    assert say(visitor, offered, helped=False).status_code == 409


def test_an_article_for_others_is_never_offered(unsure, launchpad, alice, widget, visitor, work_off) -> None:
    secret = create_article(
        tenant=launchpad,
        title="Refunds of partners",
        body="A refund of a partner takes 1 working day until it arrives.",
        by=alice,
        audience=[Condition.of(plans=["partner"])],
    )
    publish_now(version=secret.latest, by=alice)
    article = create_article(
        tenant=launchpad, title="Refunds", body="A refund takes 5 working days until it arrives.", by=alice
    )
    publish_now(version=article.latest, by=alice)
    visitor.write(ASKED)
    partner = receive(widget, ASKED).ticket
    partner.customer.plan = "partner"
    partner.customer.save()
    work_off()

    mine, theirs = Outcome.objects.exclude(ticket=partner).get(), Outcome.objects.get(ticket=partner)
    assert secret.pk not in mine.article_ids
    assert "partner" not in json.dumps(visitor.read().json())
    assert secret.pk in theirs.article_ids
    assert [one["url"] for one in theirs.articles if one["article_id"] == secret.pk] == [""]


@pytest.mark.parametrize("threshold", [1.0, 0.3])
def test_what_is_for_some_opens_from_the_messenger_for_who_may_read_it(
    threshold, widget, launchpad, alice, visitor, work_off, client
) -> None:
    """Offered as a card, or cited under an answer."""
    article = create_article(
        tenant=launchpad,
        title="Refunds of partners",
        body="A refund of a partner takes 1 working day until it arrives.",
        by=alice,
        audience=[Condition.of(plans=["partner"])],
    )
    publish_now(version=article.latest, by=alice)
    widget.ai_threshold = threshold
    widget.save()
    visitor.open()
    customer = WidgetSession.objects.get().customer
    customer.plan = "partner"
    customer.save()
    visitor.write("How long does a refund of a partner take until it arrives?")
    work_off()

    message = visitor.read().json()["messages"][-1]
    [shown] = message["offer"] or message["citations"]
    assert shown["title"] == "Refunds of partners"
    page = client.get(shown["url"])
    assert page.status_code == 200
    assert "1 working day" in page.content.decode()
    assert client.get(shown["url"].partition("?")[0]).status_code == 404

    customer.plan = "free"
    customer.save()
    assert client.get(shown["url"]).status_code == 404


def test_markup_in_an_article_stays_text(unsure, launchpad, alice, visitor, work_off) -> None:
    article = create_article(
        tenant=launchpad,
        title="Refund [times](https://evil.example)",
        body="A refund arrives within 5 days. <img src=x onerror=alert(1)> `code` until it arrives.",
        by=alice,
    )
    publish_now(version=article.latest, by=alice)
    visitor.write(ASKED)
    work_off()

    html = Outcome.objects.get().message.html
    assert "evil.example" not in html.replace("https://evil.example)", "")
    assert 'href="https://evil.example' not in html
    assert "<img" not in html


def test_in_approval_mode_it_is_a_draft_and_with_the_ai_off_nothing(
    refunds, unsure, widget, visitor, work_off
) -> None:
    widget.ai_mode = "approval"
    widget.save()
    visitor.write(ASKED)
    work_off()

    run = Run.objects.get()
    assert (run.decision, "Refunds" in run.member_draft.text) == ("suggest", True)
    assert len(visitor.read().json()["messages"]) == 1
    assert not Outcome.objects.exists()

    widget.ai_mode = "off"
    widget.save()
    visitor.write("And until it is on my account?")
    work_off()
    assert not Outcome.objects.exists()


def test_what_was_offered_in_vain_is_a_question_without_an_answer(offered, visitor) -> None:
    from agent.gaps.finding import start_where_something_is_new

    assert start_where_something_is_new() == 0
    say(visitor, offered, helped=False)
    assert start_where_something_is_new() == 1


def test_the_ticket_page_shows_what_was_offered_and_what_became_of_it(
    offered, refunds, visitor, bob, signed_in
) -> None:
    say(visitor, offered, helped=True, article_id=refunds.pk)
    number = Ticket.objects.get().number

    panel = signed_in(bob).get(f"/conversations/tickets/{number}/ai/").content.decode()
    page = signed_in(bob).get(f"/conversations/tickets/{number}/").content.decode()

    assert "Offered articles" in panel
    assert "It helped: Refunds (button)" in " ".join(panel.split())
    assert "5 working days" in page
    assert "Resolved without a person" in page


def test_an_offer_streams_before_it_is_there(refunds, unsure, visitor, work_off, monkeypatch) -> None:
    from conversations.live import publishing

    heard = []
    monkeypatch.setattr(publishing, "_send", lambda tenant_id, events: heard.append(events))
    visitor.write(ASKED)
    work_off()

    deltas = [
        event["text"] for events in heard for event in events.values()
        if isinstance(event, dict) and event.get("kind") == "delta"
    ]  # fmt: skip
    assert len(deltas) >= 2
    assert all(later.startswith(earlier) for earlier, later in pairwise(deltas))
    assert "Refunds" in deltas[-1]
