"""What a customer is suggested, and does with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agent.chat.judging import judge
from agent.models import ChatAnalysis, ChatContext, SuggestionFeedback, TicketSuggestion
from ai.models import AISettings
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from tests.factories import receive
from tests.widget.conftest import code_of
from tests.widget.test_concurrency import all_at_once
from tickets.models import Ticket, TicketLink
from tickets.services import change_priority, change_status

TAP = "The kitchen tap is leaking and there is a puddle on the floor"


@pytest.fixture
def suggested(visitor, known_jobs, work_off):
    """What is suggested after the visitor wrote something."""

    def write(*texts: str) -> list[dict]:
        for text in texts:
            assert visitor.write(text).status_code in (200, 201)
            work_off()
        return visitor.send("get", "suggestions").json()["suggestions"]

    return write


def decide(visitor, suggestion: dict, verb: str, data: dict | None = None):
    return visitor.send("post", f"suggestions/{suggestion['id']}/{verb}", data or {})


def test_nothing_is_suggested_before_anything_is_written(visitor):
    assert visitor.send("get", "suggestions").json() == {"suggestions": [], "context": None}


def test_a_general_question_is_no_ticket(suggested):
    assert suggested("What are your office hours?") == []


def test_work_to_be_done_is_suggested_with_the_messages_it_rests_on(suggested):
    [one] = suggested("Hello!", TAP)

    message = Message.objects.get(body=TAP)
    assert one["message_ids"] == [message.pk]
    assert (one["state"], one["category"], one["category_name"]) == ("open", "maintenance", "Maintenance")
    assert one["confidence"] >= 0.8
    assert one["ticket"] is None


def test_one_chat_holds_several_issues(suggested):
    categories = [one["category"] for one in suggested(TAP, "I was charged twice for the rent in October")]
    assert categories == ["maintenance", "billing"]


def test_the_same_issue_again_is_the_same_suggestion(suggested):
    [before] = suggested(TAP)
    [after] = suggested("the tap in the kitchen is still leaking!!")

    assert after["id"] == before["id"]
    assert len(after["message_ids"]) == 2


def test_what_is_settled_in_the_chat_is_suggested_no_longer(suggested):
    suggested("Our toilet does not flush")
    assert suggested("never mind, it works again") == []


def test_below_the_tenants_threshold_nothing_is_suggested(suggested, visitor, launchpad):
    [one] = suggested(TAP)
    AISettings.objects.update_or_create(tenant=launchpad, defaults={"ticket_threshold": 0.999})

    assert visitor.send("get", "suggestions").json()["suggestions"] == []
    refused = decide(visitor, one, "ticket")
    assert (refused.status_code, code_of(refused)) == (409, "LOW_CONFIDENCE")
    assert Ticket.objects.count() == 1


def test_a_tenant_that_wants_none_gets_none(suggested, launchpad):
    AISettings.objects.create(tenant=launchpad, finds_tickets=False)
    assert suggested(TAP) == []
    assert not ChatAnalysis.objects.exists()


def test_creating_makes_a_ticket_of_the_ai_linked_to_the_chat(suggested, visitor, launchpad):
    [one] = suggested(TAP)
    response = decide(visitor, one, "ticket")

    chat, ticket = Ticket.objects.order_by("pk")
    assert response.json()["suggestion"]["ticket"] == ticket.reference
    assert (ticket.ai_generated, ticket.ai_confidence) == (True, pytest.approx(one["confidence"]))
    assert (ticket.customer, ticket.channel, ticket.tenant) == (chat.customer, chat.channel, launchpad)
    assert (ticket.category.name, ticket.subject) == ("Maintenance", one["title"])
    assert ticket.from_suggestion.ticket == chat
    assert TicketLink.objects.filter(source=chat, target=ticket, kind="relates").exists()
    assert TAP in Message.objects.get(discussion=ticket.discussion).body
    assert "From the chat" not in str(visitor.read().json())


def test_creating_twice_gives_the_same_ticket(suggested, visitor):
    [one] = suggested(TAP)
    first, second = decide(visitor, one, "ticket").json(), decide(visitor, one, "ticket").json()

    assert first["suggestion"]["ticket"] == second["suggestion"]["ticket"]
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_creating_at_the_same_moment_is_one_ticket(suggested, visitor):
    [one] = suggested(TAP)
    responses = all_at_once(5, lambda: decide(visitor, one, "ticket"))

    assert {response.status_code for response in responses} == {200}
    assert len({response.json()["suggestion"]["ticket"] for response in responses}) == 1
    assert Ticket.objects.filter(ai_generated=True).count() == 1


def test_it_can_be_edited_before_it_is_created(suggested, visitor):
    [one] = suggested(TAP)
    decide(visitor, one, "ticket", {"title": "Leak under the sink", "priority": "high"})

    ticket = Ticket.objects.get(ai_generated=True)
    assert (ticket.subject, ticket.priority) == ("Leak under the sink", "high")
    assert TicketSuggestion.objects.get().is_modified


@pytest.mark.parametrize(
    "edits", [{"priority": "now"}, {"category": "gardening"}, {"title": " "}, {"owner": "bob"}]
)
def test_what_can_not_be_is_refused(suggested, visitor, edits):
    [one] = suggested(TAP)
    refused = decide(visitor, one, "ticket", edits)

    assert (refused.status_code, code_of(refused)) == (400, "INPUT_INVALID")
    assert Ticket.objects.count() == 1


def test_what_was_dismissed_does_not_come_back_with_the_same_words(suggested, visitor):
    [one] = suggested(TAP)
    assert decide(visitor, one, "dismiss").json()["suggestion"]["state"] == "dismissed"
    shown = suggested("the kitchen tap is leaking, as I said")

    assert [other["state"] for other in shown] == ["dismissed"]
    refused = decide(visitor, one, "ticket")
    assert (refused.status_code, code_of(refused)) == (409, "TICKET_CREATION_FAILED")


def test_what_was_dismissed_comes_back_when_it_gets_worse(suggested, visitor):
    [one] = suggested(TAP)
    decide(visitor, one, "dismiss")
    [again] = suggested("the kitchen tap burst, water is coming out of the wall and the kitchen is flooded")

    assert (again["id"], again["state"], again["priority"]) == (one["id"], "open", "critical")


BURST = "the kitchen tap burst, water is coming out of the wall and the kitchen is flooded"


@pytest.fixture
def created(suggested, visitor):
    """The ticket that the visitor made of their tap."""
    [one] = suggested(TAP)
    decide(visitor, one, "ticket")
    return Ticket.objects.get(ai_generated=True)


def states(shown: list[dict]) -> list[str]:
    return [one["state"] for one in shown]


def test_what_has_a_ticket_that_is_worked_on_is_not_suggested_again(suggested, created):
    assert states(suggested("the kitchen tap is still leaking")) == ["created"]


def test_what_comes_back_after_its_ticket_was_resolved_is_suggested_again(suggested, visitor, created, bob):
    change_status(created, status="resolved", by=bob)
    first, again = suggested("the kitchen tap is leaking again")

    assert (first["state"], again["state"]) == ("created", "open")
    assert decide(visitor, again, "ticket").json()["suggestion"]["ticket"] != first["ticket"]
    assert states(suggested("the kitchen tap is still leaking, please hurry")) == ["created", "created"]


def test_what_was_said_while_the_ticket_stood_does_not_come_back_with_its_end(suggested, created, bob):
    suggested("the kitchen tap is still leaking")
    change_status(created, status="resolved", by=bob)
    assert states(suggested("What are your office hours?")) == ["created"]


def test_what_gets_critical_while_its_ticket_is_less_is_suggested_again(suggested, created):
    shown = suggested(BURST)
    assert [(one["state"], one["priority"]) for one in shown][1:] == [("open", "critical")]


def test_what_gets_worse_under_a_critical_ticket_is_not(suggested, created, bob):
    change_priority(created, priority="critical", by=bob)
    assert states(suggested(BURST)) == ["created"]


def test_a_created_ticket_can_be_taken_back_for_a_minute(suggested, visitor):
    [one] = suggested(TAP)
    decide(visitor, one, "ticket")
    undone = decide(visitor, one, "undo").json()["suggestion"]

    assert (undone["state"], undone["ticket"]) == ("open", None)
    assert Ticket.objects.count() == 1
    assert not TicketLink.objects.exists()
    assert decide(visitor, one, "ticket").json()["suggestion"]["ticket"]


def test_after_a_minute_it_stays(suggested, visitor):
    [one] = suggested(TAP)
    decide(visitor, one, "ticket")
    TicketSuggestion.objects.update(decided_at=timezone.now() - timedelta(seconds=61))
    refused = decide(visitor, one, "undo")

    assert (refused.status_code, code_of(refused)) == (409, "TICKET_CREATION_FAILED")
    assert Ticket.objects.count() == 2


def test_a_ticket_somebody_works_on_stays(suggested, visitor, bob):
    from tickets.services import post_reply

    [one] = suggested(TAP)
    decide(visitor, one, "ticket")
    post_reply(Ticket.objects.get(ai_generated=True), by=bob, body="A plumber comes today.")

    assert code_of(decide(visitor, one, "undo")) == "TICKET_CREATION_FAILED"
    assert Ticket.objects.count() == 2
    # What the team writes there, the customer reads in the chat.
    assert "A plumber comes today." in visitor.read().json()["messages"][-1]["html"]


def test_feedback_is_kept_once_and_may_be_changed(suggested, visitor):
    [one] = suggested(TAP)
    assert code_of(decide(visitor, one, "feedback", {"rating": 4})) == "TICKET_CREATION_FAILED"
    decide(visitor, one, "ticket")
    decide(visitor, one, "feedback", {"rating": 2, "comment": "Not quite"})
    rated = decide(visitor, one, "feedback", {"rating": 5, "comment": "Now it is"})

    assert rated.json()["suggestion"]["rating"] == 5
    feedback = SuggestionFeedback.objects.get()
    assert (feedback.rating, feedback.comment, feedback.member) == (5, "Now it is", None)


@pytest.mark.parametrize("rating", [0, 6, "5", None, 2.5])
def test_feedback_is_from_one_to_five(suggested, visitor, rating):
    [one] = suggested(TAP)
    decide(visitor, one, "ticket")
    assert code_of(decide(visitor, one, "feedback", {"rating": rating})) == "INPUT_INVALID"


def test_another_session_sees_and_decides_nothing(suggested, new_visitor):
    [one] = suggested(TAP)
    stranger = new_visitor()
    stranger.open()
    stranger.write("Hello")

    assert stranger.send("get", "suggestions").json()["suggestions"] == []
    for verb in ("ticket", "dismiss", "undo"):
        refused = decide(stranger, one, verb)
        assert (refused.status_code, code_of(refused)) == (404, "SUGGESTION_UNKNOWN")


@pytest.mark.parametrize("token", ["", "made-up"])
def test_without_a_session_everything_is_refused(suggested, visitor, token):
    [one] = suggested(TAP)
    visitor.token = token

    for response in (visitor.send("get", "suggestions"), decide(visitor, one, "ticket")):
        assert (response.status_code, code_of(response)) == (401, "SESSION_INVALID")


def test_a_closed_session_is_refused(suggested, visitor):
    [one] = suggested(TAP)
    visitor.send("delete", "sessions/current")
    assert code_of(decide(visitor, one, "ticket")) == "SESSION_INVALID"


def test_what_is_kept_of_a_chat_is_its_end_and_what_it_came_to(suggested, visitor):
    suggested("Hi", "my name is Anna", TAP, "It started on Monday", "Thanks", "bye")
    context = visitor.send("get", "suggestions").json()["context"]

    assert len(context["short_term"]) == 5
    assert context["short_term"][-1]["role"] in ("customer", "ai")
    assert "tap" in context["long_term"]["summary"]
    assert context["long_term"]["facts"]


def test_a_broken_context_is_told_and_made_anew(suggested, visitor):
    suggested(TAP)
    ChatContext.objects.update(short_term={"no": "list"})
    refused = visitor.send("get", "suggestions")
    assert (refused.status_code, code_of(refused)) == (409, "CONTEXT_INVALID")

    assert len(suggested("It started on Monday")) == 1


def test_what_was_said_before_the_messages_that_are_read_is_not_taken_back(suggested, monkeypatch):
    suggested(TAP)
    monkeypatch.setattr("agent.chat.reading.MESSAGES_AT_MOST", 2)
    [one] = suggested("What are your office hours?", "And on which days are you there?")
    assert one["state"] == "open"


def test_what_came_before_the_messages_that_are_read_is_remembered(suggested, visitor, monkeypatch):
    suggested(TAP)
    monkeypatch.setattr("agent.chat.reading.MESSAGES_AT_MOST", 2)
    suggested("I was charged twice for the rent in October")
    suggested("The rent for October was taken from my account twice")

    kept = visitor.send("get", "suggestions").json()["context"]["long_term"]
    assert "tap" in kept["summary"]
    assert "rent" in kept["summary"]


def test_an_issue_that_goes_on_keeps_what_it_rests_on_from_before(suggested, monkeypatch):
    [before] = suggested(TAP)
    monkeypatch.setattr("agent.chat.reading.MESSAGES_AT_MOST", 2)
    [after] = suggested("What are your office hours?", "The tap in the kitchen is leaking even more")

    assert (after["id"], after["title"]) == (before["id"], before["title"])
    assert len(after["message_ids"]) == 2
    assert "puddle" in after["summary"]


def test_what_was_split_off_is_told_no_more(suggested, bob, signed_in):
    kitchen = ("The kitchen tap is still leaking", "The tap in the kitchen is leaking even more")
    [before] = suggested(TAP, *kitchen)
    ticket, first = Ticket.objects.get(ai_generated=False), Message.objects.get(body=TAP)
    assert first.pk in before["message_ids"]

    signed_in(bob).post(reverse("tickets:split", args=[ticket.number]), {"message": first.pk})
    [after] = suggested("It started on Monday")

    assert after["id"] == before["id"]
    assert first.pk not in after["message_ids"]
    assert "puddle" not in after["summary"]


def test_what_is_settled_is_not_put_away_for_when_it_comes_back(suggested, visitor):
    [one] = suggested("There is no heating in the flat since this morning")
    suggested("the heating works again, thanks")
    assert code_of(decide(visitor, one, "dismiss")) == "TICKET_CREATION_FAILED"

    assert suggested("Now there is no heating in the flat again, it is freezing")


@pytest.mark.parametrize("title", ["\u200b", "\u2800", "a\x01b", "\u202ebad\u202c"])
def test_nothing_that_can_not_be_seen_gets_into_a_title(suggested, visitor, title):
    [one] = suggested(TAP)
    response = decide(visitor, one, "ticket", {"title": title})

    subjects = set(Ticket.objects.filter(ai_generated=True).values_list("subject", flat=True))
    assert subjects <= {"ab", "bad"}
    assert bool(subjects) == (response.status_code == 200)


def test_what_is_shut_meanwhile_is_not_kept(visitor, known_jobs, work_off, monkeypatch):
    def judge_while_somebody_shuts_it(tenant, request):
        AISettings.objects.update_or_create(tenant=tenant, defaults={"finds_tickets": False})
        return judge(tenant, request)

    monkeypatch.setattr("agent.chat.analysing.judge", judge_while_somebody_shuts_it)
    visitor.write(TAP)
    work_off()

    assert not TicketSuggestion.objects.exists()


def test_a_long_message_is_read_to_its_end(suggested):
    [one] = suggested("We like it here and often meet in the garden. " * 105 + TAP)
    assert "tap" in one["title"]


def test_who_writes_on_is_read_once(visitor, known_jobs, work_off):
    for text in ("The tap", "in the kitchen", "is leaking"):
        visitor.write(text)
    work_off()

    assert ChatAnalysis.objects.get().message.body == "is leaking"


def test_of_a_chat_that_changes_while_it_is_read_the_newest_reading_counts(
    visitor, known_jobs, work_off, monkeypatch
):
    read = []

    def judge_slowly(tenant, request):
        analysis = judge(tenant, request)
        if not read:
            read.append(request)
            visitor.write("Also I was charged twice for the rent in October")
            work_off()
        return analysis

    monkeypatch.setattr("agent.chat.analysing.judge", judge_slowly)
    visitor.write(TAP)
    work_off()

    assert ChatAnalysis.objects.get().message.body.startswith("Also")
    shown = visitor.send("get", "suggestions").json()["suggestions"]
    assert [one["category"] for one in shown] == ["maintenance", "billing"]


RENT = "I was charged twice for the rent in October"


@pytest.mark.parametrize("change", [{"deleted_at": timezone.now()}, {"kind": "note"}])
def test_what_is_gone_when_the_chat_has_been_read_is_not_suggested(
    visitor, known_jobs, work_off, monkeypatch, change
):
    def judge_meanwhile(tenant, request):
        analysis = judge(tenant, request)
        Message.objects.filter(body=TAP).update(**change)
        return analysis

    monkeypatch.setattr("agent.chat.analysing.judge", judge_meanwhile)
    for text in (TAP, RENT):
        visitor.write(text)
    work_off()

    told = visitor.send("get", "suggestions").json()
    assert [one["category"] for one in told["suggestions"]] == ["billing"]
    assert "tap" not in str(told["context"]).casefold()
    [insight] = ChatAnalysis.objects.get().insights
    assert insight["context"] == RENT


def test_of_a_message_that_moved_away_while_it_was_read_nothing_is_kept(
    visitor, known_jobs, work_off, monkeypatch, widget
):
    elsewhere = receive(widget, "Hello").ticket.discussion

    def judge_meanwhile(tenant, request):
        analysis = judge(tenant, request)
        if request.messages[-1].text == TAP:
            Message.objects.filter(body=TAP).update(discussion=elsewhere)
        return analysis

    monkeypatch.setattr("agent.chat.analysing.judge", judge_meanwhile)
    visitor.write(TAP)
    work_off()

    assert not TicketSuggestion.objects.exists()
    assert not ChatAnalysis.objects.filter(message__body=TAP).exists()


def test_an_analysis_whose_every_try_breaks_is_kept_and_counted_as_failed(visitor, known_jobs, monkeypatch):
    def break_down(suggestions):
        raise ValueError("no vectors")

    monkeypatch.setattr("agent.chat.analysing.with_vectors", break_down)
    visitor.write(TAP)
    key = Job.objects.get(name="agent.analyse_chat").key
    for _try in range(3):
        run_job(key)

    analysis = ChatAnalysis.objects.get()
    assert (analysis.state, analysis.error, analysis.duration_ms) == ("failed", "ANALYSIS_FAILED", None)
    assert code_of(visitor.send("get", "suggestions")) == "ANALYSIS_FAILED"


def test_an_analysis_that_failed_is_told(suggested, visitor, monkeypatch):
    from ai.engines.local import LocalEngine

    def fail(self, request):
        raise RuntimeError("no weights")

    monkeypatch.setattr(LocalEngine, "analyse", fail)
    visitor.write(TAP)
    with pytest.raises(KeyError):
        suggested("hello?")
    refused = visitor.send("get", "suggestions")
    assert (refused.status_code, code_of(refused)) == (503, "ANALYSIS_FAILED")
