"""The triage page without scripts, its settings and the card in a ticket."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from agent.models import TriageCorrection, TriageSettings, TriageThread
from agent.templatetags.triage import percent
from agent.triage.workflow import finish, start
from conversations.models import Message
from conversations.services import delete_message
from tests.agent.triage.conftest import BILL, CHECKOUT, VAGUE
from tests.factories import SuggestionFactory, receive
from tickets.models import BulkAction, Category, Ticket, TicketEvent
from tickets.services import change_category, post_note, post_reply

pytestmark = pytest.mark.django_db

INDEX = "/conversations/triage/"
HTMX = {"HX-Request": "true"}


def triaged(browser, text: str = CHECKOUT) -> TriageThread:
    browser.post(f"{INDEX}start/", {"description": text})
    return TriageThread.objects.latest("created_at")


def card_of(browser, ticket: Ticket) -> str:
    return browser.get(reverse("agent:panel", args=[ticket.number]), headers=HTMX).content.decode()


def test_a_form_without_scripts_leads_to_the_result(issues, browser) -> None:
    page = browser.post(f"{INDEX}start/", {"description": CHECKOUT}, follow=True).content.decode()

    assert "ISSUE-101" in page
    assert "Escalate to payments team" in page
    assert "Known issue" in page


def test_nearly_sure_is_not_certain() -> None:
    assert [percent(share) for share in (0.5, 0.994, 0.9999, 1)] == ["50%", "99%", "99%", "100%"]


def test_a_text_with_nothing_to_read_is_refused_in_words_for_the_person(browser) -> None:
    page = browser.post(f"{INDEX}start/", {"description": " \u200b "}).content.decode()

    assert "There is nothing to read. Tell it in words." in page
    assert not TriageThread.objects.exists()


def test_how_sure_the_category_is_and_how_likely_the_issue_stand_apart(issues, browser) -> None:
    page = browser.post(f"{INDEX}start/", {"description": CHECKOUT}, follow=True).content.decode()
    result = TriageThread.objects.get().result

    result_card = page[page.index('id="triage-result"') :]
    assert f'<data value="{result["confidence"]:.2f}">' in result_card
    likely = f"{result['matched_issue']['similarity']:.0%}"
    # Not only in a title, which is neither read nor touched.
    assert f'<span class="visually-hidden">How likely it is this issue:</span> {likely}</span>' in result_card
    assert '<span class="visually-hidden">How sure the category is:</span>' in result_card


def test_questions_are_answered_by_a_form(browser) -> None:
    thread = triaged(browser, VAGUE)
    page = browser.get(f"{INDEX}{thread.pk}/").content.decode()
    assert "What did you want to do" in page

    page = browser.post(f"{INDEX}{thread.pk}/answer/", {"additional_details": BILL}, follow=True)

    assert "Billing" in page.content.decode()
    again = browser.post(f"{INDEX}{thread.pk}/answer/", {"additional_details": BILL}, follow=True)
    assert "This triage is finished" in again.content.decode()


def test_an_answer_counts_however_long_the_ticket_was(issues, browser) -> None:
    thread = triaged(browser, "It does not work. Please help. " * 60)
    assert thread.is_waiting

    browser.post(f"{INDEX}{thread.pk}/answer/", {"additional_details": CHECKOUT})

    thread.refresh_from_db()
    assert thread.result["matched_issue"]["id"] == "ISSUE-101"


def test_what_says_nothing_in_particular_is_about_no_known_issue(issues, browser) -> None:
    thread = triaged(browser, VAGUE)
    browser.post(f"{INDEX}{thread.pk}/classify/")

    thread.refresh_from_db()
    assert thread.matches == []
    assert thread.result["issue_type"] == "new_issue"


def test_questions_may_be_left_unanswered(browser) -> None:
    thread = triaged(browser, VAGUE)

    page = browser.post(f"{INDEX}{thread.pk}/classify/", follow=True).content.decode()

    assert "Next action" in page


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 5_001])
def test_what_is_no_text_is_refused_where_it_was_typed(browser, text) -> None:
    assert browser.post(f"{INDEX}start/", {"description": text}).status_code == 422
    thread = triaged(browser, VAGUE)
    assert browser.post(f"{INDEX}{thread.pk}/answer/", {"additional_details": text}).status_code == 422


def test_a_text_that_is_too_long_comes_back_whole(browser) -> None:
    text = "word " * 1_200
    page = browser.post(f"{INDEX}start/", {"description": text}).content.decode()

    assert text.strip() in page
    assert "at most 5000 fit" in page
    assert "maxlength" not in page


def test_questions_and_states_are_there_for_who_hears_the_page(widget, work_off, browser) -> None:
    thread = triaged(browser, VAGUE)
    page = browser.post(f"{INDEX}{thread.pk}/answer/", {"additional_details": " "}).content.decode()
    ticket = receive(widget, VAGUE).ticket
    work_off()

    for shown in (page, card_of(browser, ticket)):
        assert '<ol class="triage-questions' in shown
        assert 'id="triage-asked"' in shown
        assert 'aria-describedby="triage-asked' in shown
    assert 'id="id_additional_details_error"' in page
    states = re.findall(r"data-said>([^<]+)</span>", page)
    assert states == ["done", "done", "not yet"]


def test_line_ends_do_not_make_a_text_too_long(browser) -> None:
    lines = "line\r\n" * 1_000
    thread = triaged(browser, lines)

    assert len(thread.description) == 4_999
    too_long = browser.post(f"{INDEX}start/", {"description": lines + "ab"})
    assert too_long.status_code == 422


def test_too_many_in_a_minute_are_refused(browser, settings) -> None:
    settings.TRIAGE_PER_MINUTE = 1
    statuses = {browser.post(f"{INDEX}start/", {"description": " "}).status_code for _again in range(3)}
    assert 429 in statuses


def test_a_result_is_exported_as_json(browser) -> None:
    thread = triaged(browser)

    response = browser.get(f"{INDEX}{thread.pk}/export/")

    assert response["Content-Disposition"] == f'attachment; filename="triage-{thread.pk}.json"'
    assert response.json()["result"]["summary"] == CHECKOUT


def test_the_pages_script_fetches_the_part_that_changes(browser) -> None:
    thread = triaged(browser)
    part = browser.get(f"{INDEX}{thread.pk}/", headers=HTMX).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="triage-live">')


def test_the_number_of_queries_does_not_grow_with_history(browser, count_queries) -> None:
    triaged(browser)
    browser.get(INDEX)
    with count_queries() as few:
        browser.get(INDEX)
    for number in range(3):
        triaged(browser, f"{CHECKOUT} {number}")
    with count_queries() as many:
        browser.get(INDEX)
    assert len(many) == len(few)


def test_viewers_only_look(browser, vera, signed_in) -> None:
    thread = triaged(browser, VAGUE)
    viewer = signed_in(vera)

    assert "What did you want to do" in viewer.get(f"{INDEX}{thread.pk}/").content.decode()
    for path, sent in (
        ("start/", {"description": BILL}),
        (f"{thread.pk}/answer/", {"additional_details": BILL}),
    ):
        assert viewer.post(INDEX + path, sent).status_code == 403
    assert viewer.post(f"{INDEX}{thread.pk}/classify/").status_code == 403
    assert browser.get(f"{INDEX}start/").status_code == 405


def test_categories_of_ones_own_are_recognised_by_what_belongs_to_them(alice, bob, signed_in) -> None:
    admin = signed_in(alice)
    save = reverse("triage:settings-save")
    fields = {"least_confidence": "0.8", "issue_threshold": "0.5", "rounds": "3", "keep_days": "365"}
    lines = (
        "Repairs: something in the flat is broken, leaks, heating, windows\nRent: rent, deposits, payments"
    )

    assert admin.post(save, {**fields, "categories_text": lines}).status_code == 302

    thread = triaged(signed_in(bob), "The heating in our bedroom has been cold for three days")
    assert thread.result["category"] == "Repairs"
    assert AuditEntry.objects.filter(action="triage.changed").count() == 1
    for wrong in ("", "Rent\nrent", ": nothing"):
        assert admin.post(save, {**fields, "categories_text": wrong}).status_code == 422
    assert signed_in(bob).get(reverse("triage:settings")).status_code == 403


def test_every_new_ticket_is_triaged_and_gets_its_category_where_that_is_sure(ticket, browser) -> None:
    thread = TriageThread.objects.get(ticket=ticket)
    assert thread.source == "new_ticket"
    assert thread.result["category"] == "Billing"
    assert ticket.category.name == "Billing"
    event = TicketEvent.objects.get(ticket=ticket, kind="category")
    assert event.actor == "ai"
    assert "Billing" in card_of(browser, ticket)


def test_where_it_is_not_sure_it_only_suggests(launchpad, widget, work_off, browser) -> None:
    TriageSettings.objects.create(tenant=launchpad, least_confidence=1)
    ticket = receive(widget, BILL).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.category is None
    assert "Billing" in card_of(browser, ticket)


def test_a_category_that_a_member_set_first_stays(launchpad, widget, work_off, bob) -> None:
    ticket = receive(widget, BILL).ticket
    other = Category.objects.create(tenant=launchpad, name="Login")
    change_category(ticket, category=other, by=bob)
    change_category(ticket, category=None, by=bob)
    work_off()

    ticket.refresh_from_db()
    assert ticket.category is None


def test_a_tenant_may_switch_it_off(launchpad, widget, work_off) -> None:
    TriageSettings.objects.create(tenant=launchpad, triages_new=False)
    receive(widget, BILL)
    work_off()
    assert not TriageThread.objects.exists()


def test_a_member_has_a_ticket_triaged_again_and_applies_it_and_takes_it_back(
    ticket, browser, work_off
) -> None:
    Ticket.objects.update(category=None)
    asked = browser.post(reverse("agent:triage", args=[ticket.number]), headers=HTMX).content.decode()
    assert "Triaging" in asked
    browser.post(reverse("agent:triage", args=[ticket.number]), headers=HTMX)
    work_off()
    thread = TriageThread.objects.get(source="ticket")

    apply = reverse("agent:triage-apply", args=[ticket.number, thread.pk])
    browser.post(apply, headers=HTMX)
    browser.post(apply, headers=HTMX)

    ticket.refresh_from_db()
    assert ticket.category.name == thread.result["category"] == "Billing"
    assert ticket.priority == thread.result["severity"].lower()
    assert [tag.name for tag in ticket.tags.all()] == ["new issue"]
    assert "Applied by Bob" in card_of(browser, ticket)
    action = BulkAction.objects.get(verb="triage")
    browser.post(reverse("tickets:undo", args=[ticket.number, action.pk]), headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.category is None
    assert not ticket.tags.exists()
    assert "Applied by" not in card_of(browser, ticket)


def triaged_again(browser, ticket: Ticket) -> str:
    """What is read of the ticket when a member has it triaged."""
    browser.post(reverse("agent:triage", args=[ticket.number]), headers=HTMX)
    return TriageThread.objects.get(ticket=ticket, source="ticket").description


def test_the_whole_ticket_is_read_when_it_is_triaged_again(widget, browser, bob, alice) -> None:
    ticket = receive(widget, "Hello there", subject="VAT on our invoice").ticket
    for text in ("It is wrong since March", "Secret: 4111", "Please **correct** it"):
        receive(widget, text, customer=ticket.customer, thread_key=ticket.thread_key)
    post_note(ticket, by=bob, body="Looks like the tax rate")
    post_reply(ticket, by=bob, body="We look into it")
    delete_message(Message.objects.get(body__startswith="Secret"), by=alice)

    read = triaged_again(browser, ticket)

    assert read == "VAT on our invoice\nHello there\nIt is wrong since March\nPlease correct it"


def test_of_a_long_ticket_the_beginning_and_the_newest_messages_are_read(widget, browser) -> None:
    ticket = receive(widget, "The first words. " + "first " * 500).ticket
    for number in range(10):
        text = f"Message {number}. " + "later " * 120
        receive(widget, text, customer=ticket.customer, thread_key=ticket.thread_key)

    read = triaged_again(browser, ticket)

    assert len(read) <= 5_000
    assert read.startswith("The first words. first first")
    assert read.splitlines()[-1].startswith("Message 9. later")
    assert "Message 8." in read
    assert "Message 1." not in read


def test_of_a_ticket_from_a_chat_the_chats_messages_are_read(widget, browser) -> None:
    chat = receive(widget, "Hi, I have several things").ticket
    about = receive(
        widget, "The tap in the kitchen drips", customer=chat.customer, thread_key=chat.thread_key
    ).message
    suggestion = SuggestionFactory(
        tenant=chat.tenant, ticket=chat, title="Leaking tap", message_ids=[about.pk]
    )
    browser.post(reverse("agent:chat-create", args=[chat.number, suggestion.pk]))

    read = triaged_again(browser, Ticket.objects.get(ai_generated=True))

    assert read == "Leaking tap\nThe tap in the kitchen drips"


def test_a_vague_ticket_shows_what_to_ask_and_may_be_classified_all_the_same(
    widget, work_off, browser
) -> None:
    ticket = receive(widget, VAGUE).ticket
    work_off()
    assert "What did you want to do" in card_of(browser, ticket)
    thread = TriageThread.objects.get()

    url = reverse("agent:triage-answer", args=[ticket.number, thread.pk])
    browser.post(url, {"additional_details": BILL}, headers=HTMX)
    work_off()

    assert "Billing" in card_of(browser, ticket)
    assert browser.post(url, {"additional_details": ""}, headers=HTMX).status_code == 422


def test_what_a_member_corrects_becomes_an_example(ticket, launchpad, browser, work_off) -> None:
    performance = Category.objects.create(tenant=launchpad, name="Performance")
    url = reverse("tickets:category", args=[ticket.number])
    browser.post(url, {"category": performance.pk}, headers=HTMX)
    browser.post(reverse("tickets:priority", args=[ticket.number]), {"priority": "critical"}, headers=HTMX)
    work_off()

    correction = TriageCorrection.objects.get()
    assert (correction.category, correction.severity) == ("Performance", "Critical")
    same = start(tenant=launchpad, text=BILL, source="page")
    finish(same)
    assert same.result["category"] == "Performance"

    undo = BulkAction.objects.get(verb="category")
    browser.post(reverse("tickets:undo", args=[ticket.number, undo.pk]), headers=HTMX)
    work_off()
    correction.refresh_from_db()
    assert (correction.category, correction.severity) == ("", "Critical")


def test_triaged_again_a_ticket_does_not_unlearn_what_was_corrected(
    ticket, launchpad, browser, work_off
) -> None:
    performance = Category.objects.create(tenant=launchpad, name="Performance")
    address = reverse("tickets:category", args=[ticket.number])
    browser.post(address, {"category": performance.pk}, headers=HTMX)
    work_off()
    browser.post(reverse("agent:triage", args=[ticket.number]), headers=HTMX)
    work_off()
    assert TriageThread.objects.filter(ticket=ticket).count() == 2
    browser.post(reverse("tickets:priority", args=[ticket.number]), {"priority": "critical"}, headers=HTMX)
    work_off()

    correction = TriageCorrection.objects.get()
    assert (correction.category, correction.severity) == ("Performance", "Critical")


def test_another_tickets_triage_is_not_this_tickets(ticket, widget, work_off, browser) -> None:
    other = receive(widget, CHECKOUT).ticket
    work_off()
    thread = TriageThread.objects.get(ticket=other)
    for name in ("triage-apply", "triage-answer"):
        assert browser.post(reverse(f"agent:{name}", args=[ticket.number, thread.pk])).status_code == 404


def test_where_no_engine_can_be_asked_rules_decide_and_a_person_is_to_look(browser, monkeypatch) -> None:
    monkeypatch.setattr("ai.local.triage.deciding.category_shares", lambda request: 1 / 0)

    thread = triaged(browser, BILL)

    assert thread.result["category"] == "Billing"
    assert thread.result["note"] == "Manual review required"
    assert "Manual review required" in browser.get(f"{INDEX}{thread.pk}/").content.decode()
