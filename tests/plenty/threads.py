"""Messages with all they carry, and what the AI made of them."""

from __future__ import annotations

from accounts.models import Member
from conversations.models import (
    Attachment,
    DeletedText,
    Delivery,
    Discussion,
    Message,
    MessageRevision,
    Participant,
    Reaction,
)
from knowledge.models import Passage
from tests.factories import CustomerFactory
from tests.plenty.decisions import add_run
from tickets.models import EscalationReason, Ticket, TicketEvent


def add_to_thread(ticket: Ticket, member: Member, passage: Passage) -> None:
    """A question of somebody new, the AI's answer and hand-over, a reply and a note, with all they carry."""
    customer = CustomerFactory(tenant=ticket.tenant)
    discussion = ticket.discussion
    Participant.objects.create(tenant=ticket.tenant, discussion=discussion, customer=customer)
    question = _write(discussion, author="customer", customer=customer)
    citation = {"title": passage.title, "url": "/help/launchpad/invoices/"}
    answer = _write(discussion, author="ai", parent=question, citations=[citation])
    reply = _write(discussion, author="member", member=member, parent=answer)
    note = _write(discussion, author="member", member=member, kind="note")
    note.mentions.add(member)
    for message in (question, answer, reply, note):
        _decorate(message, ticket, member)
    add_run(ticket, question, answer, passage)
    events = {"escalated": {"reason": EscalationReason.MANUAL.value}, "assigned": {"owner": member.name}}
    for kind, data in events.items():
        TicketEvent.objects.create(
            tenant=ticket.tenant, ticket=ticket, kind=kind, actor="member", member=member, data=data
        )


def _write(discussion: Discussion, **fields: object) -> Message:
    body = "See [the page](https://example.com)."
    return Message.objects.create(
        tenant=discussion.tenant, discussion=discussion, body=body, html=f"<p>{body}</p>", **fields
    )


def _decorate(message: Message, ticket: Ticket, member: Member) -> None:
    tenant = message.tenant
    customer = CustomerFactory(tenant=tenant)
    Delivery.objects.create(tenant=tenant, message=message, channel=ticket.channel, state="failed")
    Reaction.objects.create(tenant=tenant, message=message, member=member, emoji="👍")
    Reaction.objects.create(tenant=tenant, message=message, customer=customer, emoji="🎉")
    MessageRevision.objects.create(message=message, body="Before.", edited_by=member)
    _delete_another(message, member)
    Attachment.objects.create(
        tenant=tenant,
        discussion=message.discussion,
        message=message,
        name="a.txt",
        content_type="text/plain",
        size=5,
        file="a",
    )


def _delete_another(message: Message, member: Member) -> None:
    gone = _write(message.discussion, author="member", member=member, deleted_at=message.created_at)
    DeletedText.objects.create(message=gone, body="A slip.", deleted_by=member)
