"""What a visitor can do in their own thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agent.escalation import hand_over
from agent.outcomes.settling import NothingAsked, answer_question
from channels_app.widget.models import WidgetSession
from conversations import live
from conversations.models import Attachment, Message, Reaction
from conversations.querysets import MessageQuerySet
from conversations.sharing import seen_by
from tickets.csat.asking import NothingToRate
from tickets.csat.asking import rate as rate_ticket
from tickets.intake import Received, receive_message
from tickets.models import EscalationReason, Ticket, TicketEvent
from tickets.services.revising import react_as_customer
from tickets.threads import split_from, tickets_of_thread

PAGE = 100
# Keeps what a browser calls its messages apart from what the hub calls its own in the same discussion.
CLIENT_PREFIX = "client:"
# A change is stamped before it is committed; so long before the answer's own moment it may still be unseen.
COMMIT_TIME = timedelta(seconds=10)


def current_ticket(session: WidgetSession) -> Ticket | None:
    """The ticket of the session's thread; None before the first message."""
    return tickets_of_thread(session.channel, session.thread_key).for_detail().first()


@transaction.atomic
def post_message(
    session: WidgetSession, *, text: str, client_id: str = "", files: Sequence[int] = ()
) -> Received:
    """Take a message into the session's thread; the same client id is the same message, in any thread.

    `files` are ids of the customer's that wait. Raises conversations.services.MessageRefused.
    """
    session = session.locked()
    source_id = f"{CLIENT_PREFIX}{client_id}" if client_id else ""
    earlier = _in_earlier_thread(session, source_id)
    if earlier is not None:
        return earlier
    received = receive_message(
        channel=session.channel,
        customer=session.customer,
        thread_key=session.thread_key,
        body=text,
        source_id=source_id,
        source={"widget_session": session.pk},
        attachments=[Attachment(pk=pk) for pk in dict.fromkeys(files)],
    )
    if received.opened:
        # The session's open streams start to listen to the new discussion before the AI writes in it.
        event = {"kind": "thread", "discussion": received.ticket.discussion_id}
        live.publish(session.tenant_id, session.topic, event)
    return received


@dataclass(frozen=True)
class Page:
    """Messages in order, and from when on to ask for changes of those that were seen."""

    messages: list[Message]
    ticket: Ticket | None
    changed_as_of: datetime
    has_more: bool


def read_messages(session: WidgetSession, *, after: int, changed_since: datetime | None = None) -> Page:
    """The oldest public messages after this one, PAGE at most; from 0, the newest PAGE.

    With `changed_since`, also those that changed since: edited, deleted, restored, reacted to.
    """
    ticket = current_ticket(session)
    as_of = timezone.now() - COMMIT_TIME
    if ticket is None:
        return Page([], None, as_of, has_more=False)
    reactions = Prefetch("reactions", Reaction.objects.select_related("member__user").order_by("pk"))
    messages = _seen_in(ticket, session).with_authors().select_related("outcome")
    messages = messages.prefetch_related("attachments", reactions)
    if not after:
        return Page(list(reversed(messages.order_by("-pk")[:PAGE])), ticket, as_of, has_more=False)
    wanted = Q(pk__gt=after)
    if changed_since is not None:
        wanted |= Q(changed_at__gt=changed_since) | Q(reacted_at__gt=changed_since)
    found = list(messages.filter(wanted).order_by("pk")[:PAGE])
    return Page(found, ticket, as_of, has_more=len(found) == PAGE)


def seen_messages(session: WidgetSession) -> MessageQuerySet[Message]:
    """What the visitor sees of their thread."""
    ticket = current_ticket(session)
    return _seen_in(ticket, session) if ticket else Message.objects.none()


def _seen_in(ticket: Ticket, session: WidgetSession) -> MessageQuerySet[Message]:
    """Of the thread's own ticket, and of those that the team split from it."""
    seen = Q()
    for one in (ticket, *split_from(ticket, session.customer)):
        seen |= seen_by(session.customer, one.discussion)
    return Message.objects.for_tenant(session.tenant).filter(seen).public()


def react(session: WidgetSession, *, message_id: int, emoji: str, is_given: bool) -> Message:
    """React to a message of the thread, or take that back. Raises Message.DoesNotExist and MessageRefused."""
    message = seen_messages(session).select_related("discussion__ticket").get(pk=message_id)
    ticket = message.discussion.ticket
    react_as_customer(ticket, message, emoji=emoji, by=session.customer, is_given=is_given)
    return message


@transaction.atomic
def ask_for_person(session: WidgetSession) -> Ticket:
    """Hand the thread over to people, opening it with that wish if nothing was written yet."""
    ticket = current_ticket(session)
    if ticket is None:
        ticket = post_message(session, text=_("I would like to talk to a person.")).ticket
    return hand_over(
        ticket=ticket,
        reason=EscalationReason.CUSTOMER_ASKED.value,
        customer=session.customer,
        actor=TicketEvent.Actor.CUSTOMER.value,
    )


def rate(session: WidgetSession, *, rating: int, comment: str | None) -> Ticket:
    """Rate how the session's thread was resolved. Raises tickets.csat.asking.NothingToRate."""
    ticket = current_ticket(session)
    if ticket is None:
        raise NothingToRate
    rate_ticket(ticket, rating=rating, comment=comment)
    return ticket


def say_whether_it_helped(
    session: WidgetSession, *, message_id: int, has_helped: bool, article_id: int | None
) -> Ticket:
    """Answer what is asked under a message of the session's thread. Raises NothingAsked."""
    ticket = current_ticket(session)
    if ticket is None:
        raise NothingAsked
    answer_question(
        ticket, message_id=message_id, has_helped=has_helped, by=session.customer, article_id=article_id
    )
    return ticket


@transaction.atomic
def start_thread(session: WidgetSession) -> WidgetSession:
    """Begin another conversation; nothing changes while the current one is still empty."""
    session = session.locked()
    if current_ticket(session) is not None:
        session.thread_count += 1
        session.save(update_fields=["thread_count"])
        live.publish(session.tenant_id, session.topic, {"kind": "thread", "discussion": None})
    return session


def _in_earlier_thread(session: WidgetSession, source_id: str) -> Received | None:
    """A message that was queued in the browser, sent before a new thread began, and is sent again after."""
    if not source_id or session.thread_count == 1:
        return None
    keys = [session.thread_key_of(number) for number in range(1, session.thread_count)]
    tickets = tickets_of_thread(session.channel, *keys).for_detail()
    discussions = tickets.values("discussion")
    message = Message.objects.filter(discussion__in=discussions, source_id=source_id).with_authors().first()
    if message is None:
        return None
    return Received(tickets.get(discussion=message.discussion_id), message, is_new=False)
