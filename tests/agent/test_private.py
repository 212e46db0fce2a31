"""What the AI did in a private ticket is shown to nobody who may not read it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from agent.handover_mail import mail_later
from agent.models import Backtest, EscalationSettings, GapQuestion, Run, TriageThread
from agent.transcript.attaching import keep_transcript_later
from tests.factories import receive
from tests.guidance.factories import PlaybookRuleFactory
from tickets.assignment.routing import Route
from tickets.models import Ticket
from tickets.services import escalate_ticket
from tickets.services.privacy import make_private

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
HARASSED = "My manager harasses me"


def close(ticket: Ticket, owner) -> None:
    ticket = Ticket.objects.for_detail().get(pk=ticket.pk)
    make_private(ticket, owner=owner, readers=[], with_ai=True, by=owner)


def test_an_article_does_not_tell_of_the_answer(refunds, widget, alice, bob, signed_in, work_off) -> None:
    ticket = receive(widget, "How long does a refund take until it arrives?").ticket
    work_off()
    close(ticket, alice)

    page = signed_in(bob).get(reverse("agent:uses", args=[refunds.slug]), headers=HTMX).content.decode()
    assert ticket.reference not in page
    assert "1 answer" not in page


def test_its_triage_is_for_who_reads_it(widget, launchpad, alice, bob, signed_in) -> None:
    ticket = receive(widget, HARASSED).ticket
    thread = TriageThread.objects.create(
        tenant=launchpad,
        ticket=ticket,
        description=HARASSED,
        source="ticket",
        state="waiting",
    )
    close(ticket, alice)
    own, api = reverse("triage:thread", args=[thread.pk]), reverse("triage:api-thread", args=[thread.pk])

    assert signed_in(bob).get(own).status_code == 404
    assert signed_in(bob).get(api).status_code == 404
    assert "harasses" not in signed_in(bob).get(reverse("triage:index")).content.decode()
    assert signed_in(alice).get(own).status_code == 200
    assert signed_in(alice).get(api).status_code == 200


def test_no_gap_has_its_question(widget, alice, bob, signed_in, work_off) -> None:
    asked = "Do you deliver pianos to the moon?"
    tickets = [receive(widget, asked).ticket for _each in range(3)]
    work_off()
    signed_in(bob).post(reverse("agent:gaps-find"))
    work_off()
    gaps = reverse("agent:gaps")
    assert "pianos" in signed_in(bob).get(gaps).content.decode()
    for ticket in tickets:
        close(ticket, alice)

    assert GapQuestion.objects.exists()
    assert "pianos" not in signed_in(bob).get(gaps).content.decode()
    signed_in(bob).post(reverse("agent:gaps-find"))
    work_off()
    assert not GapQuestion.objects.exclude(gap=None).exists()


def test_a_back_test_neither_finds_nor_shows_it(widget, launchpad, alice, signed_in, work_off) -> None:
    rule = PlaybookRuleFactory(playbook__tenant=launchpad, is_on=False, conditions={"keywords": ["harasses"]})
    ticket = receive(widget, HARASSED).ticket
    browser, shown = signed_in(alice), reverse("agent:backtest", args=[rule.pk])
    browser.post(reverse("agent:backtest-start", args=[rule.pk]))
    work_off()
    assert ticket.get_absolute_url() in browser.get(shown, headers=HTMX).content.decode()

    close(ticket, alice)
    assert ticket.get_absolute_url() not in browser.get(shown, headers=HTMX).content.decode()
    browser.post(reverse("agent:backtest-start", args=[rule.pk]))
    work_off()
    assert Backtest.objects.latest("pk").caught_count == 0


def test_no_mail_leaves_that_waited_as_it_became_private(widget, launchpad, alice, work_off) -> None:
    EscalationSettings.objects.create(tenant=launchpad, support_email="support@launchpad.example")
    told = {"rule": "Night", "email": "night@example.com"}
    ticket = receive(widget, HARASSED).ticket
    escalate_ticket(ticket, reason="dissatisfaction", route=Route(team=None, owner=None, told=told))
    event = ticket.events.get(kind="escalated")
    mail_later(event)
    keep_transcript_later(event)

    close(ticket, alice)
    work_off()

    event.refresh_from_db()
    assert mail.outbox == []
    assert "night@example.com" not in event.sentence
    assert "transcript" not in event.sentence


def test_no_mail_of_its_escalation_leaves_for_others(widget, alice, work_off) -> None:
    ticket = receive(widget, "How do refunds work?").ticket
    close(ticket, alice)
    work_off()
    receive(widget, "I want to talk to a person", customer=ticket.customer, thread_key=ticket.thread_key)
    work_off()

    ticket.refresh_from_db()
    event = ticket.events.filter(kind="escalated").latest("pk")
    assert Run.objects.filter(ticket=ticket).exists()
    assert "transcript_mail" not in event.data
    assert "email" not in event.data
