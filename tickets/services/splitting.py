"""Moving some messages of a ticket into a new one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.models import Customer, Discussion, Message, Participant
from conversations.services.privacy import begin_discussion_beside
from tickets.live import announce
from tickets.models import Ticket, TicketCounter, TicketEvent
from tickets.services.moving import ask_ai_again, move_messages, recount, tell_of_move
from tickets.services.predicting import triage_later
from tickets.services.timeline import add_event, lock_ticket
from tickets.sla.following import follow


class SplitRefused(Exception):
    """These messages can't become a ticket of their own; the text says why and what to do."""


@transaction.atomic
def split_ticket(ticket: Ticket, *, messages: Sequence[int], subject: str, by: Member) -> Ticket:
    """A new ticket of the same customer with these messages, in the state and the hands of the old one.

    To the customer it stays one conversation: they read both in their thread, and what they write next goes
    to the old ticket. Raises SplitRefused.
    """
    ticket = lock_ticket(ticket)
    chosen = list(Message.objects.filter(discussion=ticket.discussion_id, pk__in=messages).order_by("pk"))
    _check(ticket, chosen, asked=len(set(messages)))
    new = _new_ticket(ticket, _customer_of(ticket, chosen), subject)
    move_messages([message.pk for message in chosen], from_=ticket.discussion, to=new.discussion)
    _let_take_part(new.discussion, chosen)
    for one in (ticket, new):
        recount(one)
        follow(one)
        one.save()
    data = {"ticket": new.number, "messages": len(chosen)}
    add_event(ticket, TicketEvent.Kind.SPLIT_OFF, by=by, data=data)
    add_event(new, TicketEvent.Kind.SPLIT_FROM, by=by, data={"ticket": ticket.number})
    ask_ai_again(new, f"split-{new.pk}")
    triage_later(new)
    tell_of_move(ticket, new, f"split-{new.pk}")
    announce(ticket)
    announce(new)
    return new


def _check(ticket: Ticket, chosen: Sequence[Message], *, asked: int) -> None:
    if ticket.merged_into is not None:
        raise SplitRefused(
            _("%(one)s is merged into %(other)s: split the messages there.")
            % {"one": ticket.reference, "other": ticket.merged_into.reference}
        )
    if not chosen:
        raise SplitRefused(_("Choose the messages that become a ticket of their own."))
    if len(chosen) < asked:
        raise SplitRefused(_("Some of these messages are not here any more. Look again and choose anew."))
    if (
        not Message.objects.filter(discussion=ticket.discussion_id)
        .exclude(pk__in=[message.pk for message in chosen])
        .exists()
    ):
        raise SplitRefused(_("These are all messages of the ticket. At least one stays."))


def _customer_of(ticket: Ticket, chosen: Sequence[Message]) -> Customer:
    """Whose messages these are. In a shared discussion nothing may be among them that others see too."""
    keys = {message.customer_id or message.audience_id for message in chosen if not message.is_note}
    written = {key for key in keys if key is not None}
    if len(written) > 1 or (ticket.discussion.is_shared and len(keys) > 1):
        raise SplitRefused(_("Several customers share this ticket. Choose messages of one of them only."))
    if ticket.discussion.is_shared and None in keys:
        raise SplitRefused(_("All customers of this ticket see this message: it can not leave with one."))
    return Customer.objects.get(pk=written.pop()) if written else ticket.customer


def _new_ticket(ticket: Ticket, customer: Customer, subject: str) -> Ticket:
    now = timezone.now()
    new = Ticket(
        tenant=ticket.tenant,
        channel=ticket.channel,
        customer=customer,
        discussion=begin_discussion_beside(ticket.discussion),
        split_from=ticket.split_from or ticket,
        source=ticket.source,
        subject=subject,
        status=Ticket.Status.OPEN,
        priority=ticket.priority,
        owner=ticket.owner,
        team=ticket.team,
        stays_unowned=ticket.stays_unowned,
        category=ticket.category,
        ai_silent_since=ticket.ai_silent_since,
        escalated_at=ticket.escalated_at,
        escalation_reason=ticket.escalation_reason,
        created_at=now,
        latest_activity_at=now,
    )
    new.number = TicketCounter.next_for(ticket.tenant)
    new.save(force_insert=True)
    return new


def _let_take_part(discussion: Discussion, messages: Sequence[Message]) -> None:
    parties = {(m.customer_id, m.member_id, m.author == Message.Author.AI) for m in messages}
    Participant.objects.bulk_create(
        Participant(
            tenant_id=discussion.tenant_id,
            discussion=discussion,
            customer_id=customer,
            member_id=member,
            is_ai=is_ai,
        )
        for customer, member, is_ai in parties
        if customer or (not discussion.is_private and (member or is_ai))
    )
