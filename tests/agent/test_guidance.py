"""The team's guidance in the AI's turns: rules that hand over, and the check of what is said."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from agent.handover_mail import give_up_mail
from agent.models import Draft, Run
from conversations.models import Job, Message
from tests.factories import CustomerFactory, MemberFactory, TeamFactory, receive
from tests.guidance.factories import PackFactory, PlaybookRuleFactory, RuleFactory
from tickets.models import TicketEvent

pytestmark = pytest.mark.django_db

ANSWERED = "How long does a refund take until it arrives?"


def step(run: Run, name: str) -> dict:
    return next(found["found"] for found in run.steps if found["name"] == name)


def said_by_hub(ticket) -> str:
    said = Message.objects.filter(discussion=ticket.discussion, author__in=["ai", "system"])
    return "\n".join(said.order_by("pk").values_list("body", flat=True))


def play(launchpad, **fields):
    return PlaybookRuleFactory(playbook__tenant=launchpad, **fields)


def test_a_blocked_answer_is_never_shown_and_goes_to_people(refunds, launchpad, widget, work_off) -> None:
    RuleFactory(pack=PackFactory(tenant=launchpad, name="Promises"), phrases=["5 working days"])
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    run = Run.objects.get()
    assert ticket.escalation_reason == "guardrail"
    assert "working days" not in said_by_hub(ticket)
    assert ticket.reference in said_by_hub(ticket)
    assert (run.decision, run.reason, run.draft) == ("escalate", "guardrail", "")
    (finding,) = step(run, "check")["rules"]
    assert finding["fired"]
    assert "5 working days" in finding["why"]
    assert step(run, "check")["packs"] == ["Promises"]


def test_what_must_be_mentioned_is_added_to_the_answer(refunds, launchpad, widget, work_off) -> None:
    sentence = "Ask Billing before you ask your bank."
    pack = PackFactory(tenant=launchpad)
    RuleFactory(pack=pack, kind="must_mention", phrases=["refund"], sentence=sentence)
    RuleFactory(pack=pack, kind="must_mention", phrases=["gas"], sentence="Leave the flat.")
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    answer = Message.objects.get(discussion=ticket.discussion, author="ai")
    assert answer.body.endswith(f"\n\n{sentence}")
    assert "Leave the flat" not in answer.body
    assert [finding["fired"] for finding in step(Run.objects.get(), "check")["rules"]] == [True, False]


def test_a_pack_that_is_off_or_elsewhere_changes_nothing(refunds, launchpad, widget, work_off) -> None:
    RuleFactory(pack=PackFactory(tenant=launchpad, is_on=False), phrases=["5 working days"])
    RuleFactory(pack=PackFactory(tenant=launchpad, channel_ids=[widget.pk + 1]), phrases=["5 working days"])
    receive(widget, ANSWERED)
    work_off()

    assert Run.objects.get().decision == "reply"


def test_a_rule_hands_over_before_any_answer_is_tried(refunds, launchpad, widget, work_off) -> None:
    team = TeamFactory(tenant=launchpad, name="Billing")
    play(launchpad, name="Never", conditions={"plans": ["Gold"]})
    play(
        launchpad,
        name="Refunds",
        conditions={"keywords": ["refund"]},
        destination="team",
        team=team,
        priority="high",
        message="Billing looks at it.",
    )
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    run = Run.objects.get()
    assert (ticket.escalation_reason, ticket.team, ticket.priority) == ("playbook", team, "high")
    said = said_by_hub(ticket)
    assert said == f"Billing looks at it.\n\nYour reference is {ticket.reference}."
    assert [found["name"] for found in run.steps] == ["safety", "understand", "playbook"]
    never, refunds_rule = step(run, "playbook")["rules"]
    assert (never["fired"], never["checks"][0]["why"]) == (False, "The plan is not known.")
    assert (refunds_rule["fired"], refunds_rule["checks"][0]["why"]) == (
        True,
        "The message says “refund”.",
    )
    event = TicketEvent.objects.get(ticket=ticket, kind="escalated")
    assert event.sentence == "AI escalated: A playbook rule · rule “Refunds” · to Billing"


def test_a_rule_gives_it_to_a_member_who_may_answer(launchpad, widget, bob, work_off) -> None:
    play(launchpad, destination="member", member=bob)
    ticket = receive(widget, "My invoice is wrong").ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.owner == bob


def test_a_member_who_left_gets_nothing_and_it_is_handed_over_all_the_same(
    launchpad, widget, work_off
) -> None:
    gone = MemberFactory(tenant=launchpad, is_active=False)
    play(launchpad, destination="member", member=gone)
    ticket = receive(widget, "My invoice is wrong").ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.owner is None
    assert ticket.escalation_reason == "playbook"


def test_a_rule_never_lowers_a_priority(launchpad, widget, work_off) -> None:
    play(launchpad, conditions={"intents": ["danger"]}, priority="low", message="Repairs is called.")
    ticket = receive(widget, "There is a gas leak in my flat").ticket
    work_off()

    ticket.refresh_from_db()
    assert (ticket.escalation_reason, ticket.priority) == ("safety", "critical")
    said = said_by_hub(ticket)
    assert "leave the place" in said
    assert "Repairs is called." in said


def test_an_email_is_sent_once_by_a_job_and_the_timeline_says_so(launchpad, widget, work_off) -> None:
    play(launchpad, name="Night", destination="email", address="night@example.com")
    customer = CustomerFactory(tenant=launchpad, name="Ada")
    ticket = receive(widget, "My invoice\nis wrong", customer=customer).ticket
    work_off()

    (sent,) = mail.outbox
    assert sent.to == ["night@example.com"]
    assert "\n" not in sent.subject
    assert "Ada wrote, and the rule “Night” hands it to you." in sent.body
    assert ticket.get_absolute_url() in sent.body
    event = TicketEvent.objects.get(ticket=ticket, kind="escalated")
    assert event.sentence.endswith("an email goes to night@example.com")


def test_a_mail_server_that_takes_nothing_is_told_in_the_timeline(launchpad, widget, work_off) -> None:
    play(launchpad, name="Night", destination="email", address="night@example.com")
    ticket = receive(widget, "My invoice is wrong").ticket
    work_off()
    event = TicketEvent.objects.get(ticket=ticket, kind="escalated")
    give_up_mail(event_id=event.pk)

    event.refresh_from_db()
    assert event.sentence.endswith("the email to night@example.com could not be sent")


def test_a_slack_channel_is_said_to_be_told_once_there_is_one(launchpad, widget, work_off) -> None:
    play(launchpad, destination="slack", address="#urgent")
    ticket = receive(widget, "My invoice is wrong").ticket
    work_off()

    event = TicketEvent.objects.get(ticket=ticket, kind="escalated")
    assert "Slack is not connected yet; #urgent would be told" in event.sentence


def test_a_rule_on_confidence_fires_once_an_answer_was_tried(refunds, launchpad, widget, work_off) -> None:
    team = TeamFactory(tenant=launchpad)
    play(launchpad, conditions={"confidence_below": 1}, destination="team", team=team)
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    run = Run.objects.get()
    assert (ticket.escalation_reason, ticket.team) == ("playbook", team)
    assert "has no confidence" in step(run, "playbook")["rules"][0]["checks"][0]["why"]
    assert step(run, "playbook-answer")["rules"][0]["fired"]
    assert "working days" not in said_by_hub(ticket)


def test_a_hand_over_for_another_reason_goes_where_the_rule_says(
    refunds, launchpad, widget, work_off
) -> None:
    team = TeamFactory(tenant=launchpad)
    play(launchpad, conditions={"keywords": ["person"]}, destination="team", team=team)
    ticket = receive(widget, "I want to talk to a person").ticket
    work_off()

    ticket.refresh_from_db()
    assert (ticket.escalation_reason, ticket.team) == ("customer_asked", team)


def test_unhelpful_turns_are_counted_over_the_thread(refunds, launchpad, widget, work_off) -> None:
    play(launchpad, conditions={"unhelpful_turns": 2})
    thread = {"customer": CustomerFactory(tenant=launchpad), "thread_key": "thread"}
    ticket = receive(widget, ANSWERED, **thread).ticket
    work_off()
    for body in ("That is not what I asked. How long does a refund take?", "Still not clear: how long?"):
        receive(widget, body, **thread)
        work_off()
        ticket.refresh_from_db()
        if ticket.is_escalated:
            break

    runs = list(Run.objects.order_by("pk"))
    counted = [step(run, "playbook")["rules"][0]["checks"][0]["why"] for run in runs]
    assert counted[:2] == ["0 unhelpful turns so far, of 2.", "1 unhelpful turn so far, of 2."]


def test_a_draft_for_a_member_keeps_to_the_guardrails_too(
    refunds, launchpad, widget, alice, signed_in, work_off
) -> None:
    ticket = receive(widget, ANSWERED).ticket
    work_off()
    RuleFactory(pack=PackFactory(tenant=launchpad), phrases=["5 working days"])
    signed_in(alice).post(reverse("agent:draft", args=[ticket.number]))
    work_off()

    draft = Draft.objects.get()
    assert (draft.state, draft.text) == ("unsure", "")
    assert draft.run.reason == "guardrail"
    panel = signed_in(alice).get(reverse("agent:panel", args=[ticket.number])).content.decode()
    assert "A guardrail stopped the draft." in panel
    assert "The text says “5 working days”" in panel


def test_the_trace_in_the_panel_says_what_fired_and_why(
    refunds, launchpad, widget, alice, signed_in, work_off
) -> None:
    play(launchpad, name="Gold only", conditions={"plans": ["Gold"]})
    RuleFactory(pack=PackFactory(tenant=launchpad, name="Promises"), phrases=["free of charge"])
    ticket = receive(widget, ANSWERED).ticket
    work_off()
    panel = signed_in(alice).get(reverse("agent:panel", args=[ticket.number])).content.decode()

    assert "Gold only" in panel
    assert "The plan is not known." in panel
    assert "Must not promise “free of charge”" in panel
    assert "The text does not say it." in panel


def test_playbooks_of_another_tenant_do_not_count(refunds, harbor, widget, work_off) -> None:
    PlaybookRuleFactory(playbook__tenant=harbor, conditions={"keywords": ["refund"]})
    RuleFactory(pack=PackFactory(tenant=harbor), phrases=["5 working days"])
    receive(widget, ANSWERED)
    work_off()

    assert Run.objects.get().decision == "reply"


def test_a_second_turn_of_a_message_mails_nobody_twice(launchpad, widget, work_off) -> None:
    play(launchpad, destination="email", address="night@example.com")
    receive(widget, "My invoice is wrong")
    work_off()
    Job.objects.filter(name="agent.respond").update(state="queued")
    work_off()

    assert len(mail.outbox) == 1


def test_an_article_that_a_guardrail_keeps_back_is_not_offered(refunds, launchpad, widget, work_off) -> None:
    widget.ai_threshold = 1.0
    widget.save()
    RuleFactory(pack=PackFactory(tenant=launchpad), phrases=["5 working days"])
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    assert "working days" not in said_by_hub(ticket)
    assert step(Run.objects.get(), "offer")["kept_back_by_guardrails"] >= 1


def test_a_forbidden_topic_gets_no_offer(refunds, launchpad, widget, work_off) -> None:
    widget.ai_threshold = 1.0
    widget.save()
    RuleFactory(pack=PackFactory(tenant=launchpad), kind="forbidden_topic", phrases=["refund"])
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "guardrail"
    assert "working days" not in said_by_hub(ticket)


def test_a_rule_on_confidence_comes_before_an_offer(refunds, launchpad, widget, work_off) -> None:
    widget.ai_threshold = 1.0
    widget.save()
    play(launchpad, conditions={"confidence_below": 1})
    ticket = receive(widget, ANSWERED).ticket
    work_off()

    ticket.refresh_from_db()
    assert ticket.escalation_reason == "playbook"
