"""A private ticket that the AI is not let into is not read by triage, nor is what was corrected of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import TriageCorrection, TriageThread
from agent.triage import nodes
from agent.triage.request import ticket_to_triage
from tests.agent.triage.conftest import BILL, VAGUE
from tests.factories import receive
from tickets.models import Category, Ticket
from tickets.services import change_category
from tickets.services.privacy import make_private

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WHY = "The AI may not read this private ticket."


def shut_out(ticket: Ticket, by) -> None:
    ticket = Ticket.objects.for_detail().get(pk=ticket.pk)
    make_private(ticket, owner=by, readers=[], with_ai=False, by=by)


@pytest.fixture
def thread(widget, work_off, bob) -> TriageThread:
    """Waits for answers in a ticket that the AI was shut out of since."""
    ticket = receive(widget, VAGUE).ticket
    work_off()
    shut_out(ticket, bob)
    return TriageThread.objects.get(state="waiting")


def test_its_questions_are_not_answered_in_the_ticket(thread, browser, work_off) -> None:
    url = reverse("agent:triage-answer", args=[thread.ticket.number, thread.pk])
    for details in (BILL, ""):
        refused = browser.post(url, {"additional_details": details}, headers=HTMX)
        assert refused.status_code == 422
        assert WHY in refused["HX-Trigger"]
    work_off()
    thread.refresh_from_db()
    assert (thread.state, thread.details) == ("waiting", [])


def test_nor_on_the_triage_page_which_keeps_what_was_typed(thread, browser) -> None:
    for name, sent in (("answer", {"additional_details": BILL}), ("classify", {})):
        refused = browser.post(reverse(f"triage:{name}", args=[thread.pk]), sent)
        assert refused.status_code == 422
        page = refused.content.decode()
        assert WHY in page
        assert (BILL in page) == bool(sent)


def test_nor_through_the_api(thread, browser) -> None:
    sent = {"thread_id": str(thread.pk), "additional_details": BILL}
    refused = browser.post(reverse("triage:api-resume"), sent, content_type="application/json")

    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "CLOSED_TO_AI"
    assert WHY in refused.json()["error"]["message"]


def test_a_new_ticket_that_is_made_private_at_once_is_not_triaged(widget, bob, work_off) -> None:
    shut_out(receive(widget, BILL).ticket, bob)
    work_off()
    assert not TriageThread.objects.exists()


def test_a_triage_that_is_under_way_ends_by_the_rules(widget, bob, work_off, monkeypatch) -> None:
    ticket = receive(widget, BILL).ticket

    def close_meanwhile(thread):
        shut_out(ticket, bob)
        return nodes.search_kb(thread)

    monkeypatch.setitem(nodes.NODES, "search_kb", close_meanwhile)
    work_off()

    thread = TriageThread.objects.get()
    assert (thread.engine, thread.result["manual_review"]) == ("rules", True)


def test_what_was_corrected_of_it_is_given_to_no_engine(ticket, launchpad, bob, work_off) -> None:
    change_category(ticket, category=Category.objects.create(tenant=launchpad, name="Bug"), by=bob)
    work_off()
    other = TriageThread.objects.create(tenant=launchpad, description=BILL, source="page")
    assert [one.category for one in ticket_to_triage(other).corrected] == ["Bug"]

    shut_out(ticket, bob)

    assert TriageCorrection.objects.exists()
    assert ticket_to_triage(other).corrected == ()
