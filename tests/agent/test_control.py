"""The AI's settings, and what they do to the next message."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from agent.dissatisfaction.phrases import DEFAULTS
from agent.models import EscalationSettings, Run
from agent.respond import turn
from ai.models import AISettings, ModelCall
from conversations.models import Channel
from tests.factories import receive

pytestmark = pytest.mark.django_db

ANSWERED = "How long does a refund take until it arrives?"


def save(client, **fields):
    """As the page sends it: all of its fields."""
    others = {"resolve_after_hours": "24", "recontact_days": "7", "fallback": "local"}
    return client.post(reverse("agent:settings-save"), others | fields)


def save_channel(client, channel, **fields):
    others = {"ai_unsure": "offer"}
    return client.post(reverse("agent:settings-channel", args=[channel.pk]), others | fields)


def test_the_switch_sends_the_next_message_to_people(refunds, widget, alice, signed_in, work_off) -> None:
    assert save(signed_in(alice), monthly_budget="").status_code == 302
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "ai_off"
    assert not ticket.discussion.messages.filter(author="ai").exists()


SWITCHES = ["the AI", "off", "approval"]
ANSWER, OFFER, QUESTION_BACK = (ANSWERED, 0.5), (ANSWERED, 1.0), ("Hello", 0.5)


@pytest.mark.parametrize(
    ("kind", "what", "case"),
    [
        *((kind, what, ANSWER) for kind in Channel.Kind.values for what in SWITCHES),
        *(("widget", what, case) for case in (OFFER, QUESTION_BACK) for what in SWITCHES),
    ],
)
def test_what_the_ai_was_making_when_it_was_switched_off_becomes_a_draft(
    refunds, widget, alice, signed_in, work_off, monkeypatch, kind, what, case
) -> None:
    asked, threshold = case
    Channel.objects.filter(pk=widget.pk).update(kind=kind, ai_threshold=threshold)
    widget.refresh_from_db()
    decide = turn.decide

    def decide_while_somebody_switches_off(situation, trace):
        decision = decide(situation, trace)
        if what == "the AI":
            save(signed_in(alice), monthly_budget="")
        else:
            save_channel(signed_in(alice), widget, ai_mode=what, ai_threshold=threshold)
        return decision

    monkeypatch.setattr(turn, "decide", decide_while_somebody_switches_off)
    ticket = receive(widget, asked).ticket
    work_off()

    run = Run.objects.get()
    assert (run.decision, bool(run.draft)) == (Run.Decision.SUGGEST, True)
    assert not ticket.discussion.messages.filter(author="ai").exists()


def test_it_is_switched_on_again(refunds, widget, alice, signed_in, work_off) -> None:
    for fields in ({}, {"is_on": "on"}, {"is_on": "on"}):
        save(signed_in(alice), **fields)
    receive(widget, ANSWERED)
    work_off()

    assert Run.objects.get().decision == Run.Decision.REPLY
    assert AuditEntry.objects.filter(action="ai.changed").count() == 2


def test_a_channels_mode_and_threshold_hold_from_now_on(refunds, widget, alice, signed_in, work_off) -> None:
    save_channel(signed_in(alice), widget, ai_mode="approval", ai_threshold="0.4")
    receive(widget, ANSWERED)
    work_off()

    widget.refresh_from_db()
    assert (widget.ai_mode, widget.ai_threshold) == (Channel.Mode.APPROVAL, 0.4)
    assert Run.objects.get().decision == Run.Decision.SUGGEST


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ai_mode": "autonomous", "ai_threshold": "1.5"}, "from 0 to 1"),
        ({"ai_mode": "autonomous", "ai_threshold": "very"}, "Enter a number"),
        ({"ai_mode": "loud", "ai_threshold": "0.5"}, "Select a valid choice"),
    ],
)
def test_nonsense_for_a_channel_is_refused_with_what_was_typed(
    widget, alice, signed_in, fields, said
) -> None:
    page = save_channel(signed_in(alice), widget, **fields)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert fields["ai_threshold"] in page.content.decode()
    widget.refresh_from_db()
    assert widget.ai_threshold == 0.5


@pytest.mark.parametrize("budget", ["-1", "lots"])
def test_a_budget_is_an_amount(launchpad, alice, signed_in, budget) -> None:
    assert save(signed_in(alice), is_on="on", monthly_budget=budget).status_code == 422
    assert AISettings.of(launchpad).monthly_budget is None


def test_the_page_says_what_was_spent(launchpad, harbor, alice, signed_in) -> None:
    for tenant, cost in ((launchpad, "1.25"), (harbor, "7")):
        ModelCall.objects.create(
            tenant=tenant, tool="agent", operation="answer", engine="openai", model="m", cost=cost,
            latency_ms=1, outcome="ok",
        )  # fmt: skip

    page = signed_in(alice).get(reverse("agent:settings")).content.decode()

    at = [
        page.index(words)
        for words in ('name="monthly_budget"', "Spent this month: 1.25 US dollars", "Resolve after")
    ]
    assert at == sorted(at), "beside the budget that it is of"


def test_only_admins_set_it(widget, bob, vera, charlie, signed_in) -> None:
    for member in (bob, vera):
        assert signed_in(member).get(reverse("agent:settings")).status_code == 403
        assert save(signed_in(member)).status_code == 403
        assert save_channel(signed_in(member), widget, ai_mode="off", ai_threshold="0").status_code == 403
    assert save_channel(signed_in(charlie), widget, ai_mode="off", ai_threshold="0").status_code == 404
    assert signed_in(bob).get(reverse("agent:settings-save")).status_code == 405


ESCALATION = {
    "threshold": "2",
    "phrases": "blimey",
    "kept_messages": "20",
    "support_email": "help@example.com",
}


def save_escalation(client, **fields):
    return client.post(reverse("agent:settings-escalation"), {**ESCALATION, **fields})


def test_when_a_person_takes_over_is_set_and_audited(launchpad, alice, signed_in) -> None:
    assert save_escalation(signed_in(alice)).status_code == 302

    kept = EscalationSettings.of(launchpad)
    assert (kept.threshold, kept.listened_for, kept.kept_messages) == (2, ["blimey"], 20)
    assert kept.support_email == "help@example.com"
    changes = AuditEntry.objects.get(action="escalation.changed").changes
    assert changes["threshold"] == [3, 2]
    assert "blimey" in signed_in(alice).get(reverse("agent:settings")).content.decode()


def test_the_hubs_own_phrases_stand_where_none_are_kept(launchpad, alice, signed_in) -> None:
    page = signed_in(alice).get(reverse("agent:settings")).content.decode()
    assert "waste of time" in page

    for phrases in ("", "\n".join(reversed(DEFAULTS)).upper()):
        save_escalation(signed_in(alice), phrases=phrases)
        assert EscalationSettings.objects.get().phrases == []
        assert "waste of time" in EscalationSettings.of(launchpad).listened_for


def test_the_same_phrase_written_twice_is_one(launchpad, alice, signed_in) -> None:
    save_escalation(signed_in(alice), phrases="doesn’t  help\nDOESNT HELP\n\n")
    assert EscalationSettings.of(launchpad).phrases == ["doesn’t help"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"threshold": "0"}, "greater than or equal to 1"),
        ({"threshold": "many"}, "whole number"),
        ({"kept_messages": "5000"}, "less than or equal to 500"),
        ({"support_email": "nobody"}, "valid email"),
        ({"phrases": "!!!"}, "is no phrase"),
        ({"phrases": "x" * 81}, "is no phrase"),
        ({"phrases": "\n".join(f"phrase {number}" for number in range(201))}, "at most 200"),
    ],
)
def test_nonsense_about_escalation_is_refused(launchpad, alice, signed_in, fields, said) -> None:
    page = save_escalation(signed_in(alice), **fields)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not EscalationSettings.objects.exists()


def test_only_admins_set_when_a_person_takes_over(bob, vera, signed_in) -> None:
    for member in (bob, vera):
        assert save_escalation(signed_in(member)).status_code == 403
    assert signed_in(bob).get(reverse("agent:settings-escalation")).status_code == 405


def test_where_it_is_not_sure_a_channel_may_leave_it_to_people(
    refunds, widget, alice, signed_in, work_off
) -> None:
    for unsure, expected in (("offer", "offer"), ("people", "escalate")):
        saved = save_channel(
            signed_in(alice), widget, ai_mode="autonomous", ai_threshold="1", ai_unsure=unsure
        )
        assert saved.status_code == 302
        ticket = receive(widget, ANSWERED).ticket
        work_off()
        assert Run.objects.get(ticket=ticket).decision == expected

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "low_confidence"
    refused = save_channel(signed_in(alice), widget, ai_mode="off", ai_threshold="1", ai_unsure="maybe")
    assert refused.status_code == 422


def test_saving_one_thing_does_not_switch_on_again_what_was_switched_off_meanwhile(
    launchpad, widget, alice, signed_in
) -> None:
    admin = signed_in(alice)
    shown = {"initial-is_on": "True", "initial-monthly_budget": "", "initial-fallback": "local"}
    assert 'name="initial-is_on"' in admin.get(reverse("agent:settings")).content.decode()
    save(admin)

    assert save(admin, is_on="on", monthly_budget="20", **shown).status_code == 302

    settings = AISettings.of(launchpad)
    assert (settings.is_on, settings.monthly_budget) == (False, 20)

    off = {"ai_mode": "off", "ai_threshold": "0.6"}
    save_channel(admin, widget, **off)
    save_channel(
        admin,
        widget,
        ai_mode="autonomous",
        ai_threshold="0.7",
        **{"initial-ai_mode": "autonomous", "initial-ai_threshold": "0.6", "initial-ai_unsure": "offer"},
    )
    widget.refresh_from_db()
    assert (widget.ai_mode, widget.ai_threshold) == ("off", 0.7)
