"""Messages on their way from one ticket's discussion to another's, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Min, Q
from django.utils import timezone

from conversations.jobs import enqueue
from conversations.models import Attachment, DeletedText, Discussion, Message
from tickets.models import Ticket
from tickets.services.revising import retell
from tickets.services.timeline import lock_ticket


def lock_both(one: Ticket, other: Ticket) -> None:
    """In one order for everybody, so that two members who join the same two tickets wait for each other."""
    for ticket in sorted((one, other), key=lambda ticket: ticket.pk):
        lock_ticket(ticket)


def move_messages(keys: Sequence[int], *, from_: Discussion, to: Discussion) -> dict[str, str]:
    """Move them; say which lost their source id, as the other discussion has a message of that name."""
    messages = Message.objects.filter(pk__in=keys, discussion=from_)
    names = Message.objects.filter(discussion=to).exclude(source_id="").values("source_id")
    twins = dict(messages.filter(source_id__in=names).values_list("pk", "source_id"))
    Message.objects.filter(pk__in=twins).update(source_id="")
    messages.update(discussion=to, changed_at=timezone.now())
    Attachment.objects.filter(message__in=keys).update(discussion=to)
    # Restored over there, it does not rename the ticket it came to.
    DeletedText.objects.filter(message__in=keys).update(subject="")
    return {str(pk): source_id for pk, source_id in twins.items()}


def tell_of_move(one: Ticket, other: Ticket, reason: str) -> None:
    """Have what the AI knows of the moved messages follow them."""
    enqueue("agent.follow_messages", key=f"follow-messages:{reason}", tickets=[one.pk, other.pk])


def recount(ticket: Ticket) -> None:
    """Who answered first, and what the list shows, by the messages that are there now. Does not save."""
    messages = Message.objects.filter(discussion=ticket.discussion_id).public()
    first = messages.aggregate(
        ai=Min("created_at", filter=Q(author=Message.Author.AI)),
        member=Min("created_at", filter=Q(author=Message.Author.MEMBER)),
    )
    ticket.first_ai_reply_at, ticket.first_member_reply_at = first["ai"], first["member"]
    answered = messages.filter(author__in=[Message.Author.AI, Message.Author.MEMBER]).order_by("-pk")
    ticket.answered_at = answered.values_list("created_at", flat=True).first()
    since = Q(created_at__gt=ticket.answered_at) if ticket.answered_at else Q()
    asked = messages.filter(since, author=Message.Author.CUSTOMER).order_by("pk")
    waiting = asked.values_list("created_at", flat=True).first()
    ticket.waiting_since = None if ticket.is_resolved else waiting
    retell(ticket)


def ask_ai_again(ticket: Ticket, reason: str) -> None:
    """Have the AI look at a question that moved here unanswered; it was asked about it elsewhere."""
    newest = Message.objects.filter(discussion=ticket.discussion_id, deleted_at=None).public().order_by("-pk")
    message = newest.first()
    if message is not None and message.author == Message.Author.CUSTOMER and not ticket.is_ai_silent:
        enqueue("agent.respond", key=f"respond:{message.pk}:{reason}", message_id=message.pk)
