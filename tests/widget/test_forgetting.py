"""What analysis kept of a message that is erased."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from agent.chat.forgetting import forget_message
from agent.models import ChatAnalysis, ChatContext, TicketSuggestion
from conversations.models import Message
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_jobs")]

TAP = "The kitchen tap is leaking and there is a puddle on the floor"
MORE = "The tap in the kitchen is still leaking, call Anna Berg before noon"
RENT = "I was charged twice for the rent in October"


@pytest.fixture
def say(new_visitor, work_off):
    visitor = new_visitor()
    visitor.open()

    def write(*texts: str) -> Ticket:
        for text in texts:
            assert visitor.write(text).status_code == 201
            work_off()
        return Ticket.objects.get(ai_generated=False)

    return write


def erase(text: str) -> None:
    """As the message is when its text is erased, and once more."""
    message = Message.objects.get(body=text)
    Message.objects.filter(pk=message.pk).update(body="", html="", deleted_at=timezone.now())
    for _twice in range(2):
        forget_message(message.pk)


def kept() -> str:
    """All that analysis kept, as text."""
    suggestions = TicketSuggestion.objects.values_list("title", "summary")
    insights = ChatAnalysis.objects.values_list("insights", flat=True)
    contexts = ChatContext.objects.values_list("short_term", "long_term")
    return str([*suggestions, *insights, *contexts])


def test_what_rests_on_it_alone_is_withdrawn_and_says_nothing_more(say):
    say(TAP, RENT)
    erase(TAP)

    tap, rent = TicketSuggestion.objects.order_by("pk")
    assert (tap.state, tap.title, tap.summary, tap.message_ids) == ("withdrawn", "", "", [])
    assert rent.state == "open"
    assert "tap" not in kept().casefold()
    assert "rent" in kept()


def test_what_rests_on_other_messages_too_is_told_by_those(say):
    ticket = say(TAP, MORE)
    erase(MORE)

    suggestion = TicketSuggestion.objects.get()
    assert (suggestion.state, suggestion.message_ids) == ("open", [ticket.discussion.messages.first().pk])
    assert "tap" in suggestion.title
    assert "puddle" in suggestion.summary
    assert "Anna" not in kept()


def test_what_became_a_ticket_stays(say):
    say(TAP)
    TicketSuggestion.objects.update(state="created")
    erase(TAP)

    assert TicketSuggestion.objects.get().title
    assert "tap" not in str(list(ChatContext.objects.values_list("long_term", "short_term"))).casefold()


def test_what_became_a_ticket_is_not_remembered_again(say, monkeypatch):
    say(TAP)
    TicketSuggestion.objects.update(state="created")
    erase(TAP)
    monkeypatch.setattr("agent.chat.reading.MESSAGES_AT_MOST", 1)
    say("What are your office hours?", RENT)

    [context] = ChatContext.objects.values_list("long_term", flat=True)
    assert "rent" in context["summary"]
    assert "tap" not in str(context)


def test_what_came_after_is_read_as_ever(say):
    say(TAP)
    erase(TAP)
    say("the tap in the kitchen is leaking again")

    assert [one.state for one in TicketSuggestion.objects.order_by("pk")] == ["withdrawn", "open"]


def test_nor_does_the_chat_that_it_was_split_from_tell_of_it(say, alice, signed_in, work_off):
    chat, client = say(TAP, RENT), signed_in(alice)
    tap = Message.objects.get(body=TAP)
    client.post(reverse("tickets:split", args=[chat.number]), {"message": tap.pk})
    work_off()
    here = Ticket.objects.get(discussion__messages=tap)
    assert here != chat

    client.post(reverse("tickets:message-delete", args=[here.number, tap.pk]))
    work_off()

    assert "tap" not in kept().casefold()
    assert "rent" in kept()


def test_a_message_that_is_not_there_is_nothing(say):
    say(TAP)
    forget_message(Message.objects.latest("pk").pk + 100)
    assert TicketSuggestion.objects.get().state == "open"
