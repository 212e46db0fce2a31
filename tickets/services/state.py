"""Changes of a ticket's state. Each is one transaction, one line of the timeline, and harmless twice.

What members do raises tickets.services.timeline.MergedAway for a ticket that was merged into another.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member, Team
from conversations.jobs import enqueue
from conversations.sharing import is_shared
from tickets.assignment import giving
from tickets.assignment.routing import Route, apply_channel_defaults
from tickets.csat import asking
from tickets.live import announce
from tickets.models import Category, EscalationReason, Tag, Ticket, TicketEvent
from tickets.services.predicting import tell_triage
from tickets.services.privacy import let_in
from tickets.services.timeline import add_event, lock_ticket, lock_to_change
from tickets.sla.following import follow


class HandBackRefused(Exception):
    """The AI can not answer in this ticket; the text says why."""


@transaction.atomic
def change_status(ticket: Ticket, *, status: str, by: Member) -> Ticket:
    """Open, set pending or resolve, which asks the customer how it was."""
    ticket = lock_to_change(ticket)
    if ticket.status != status:
        before = ticket.status
        ticket.move_to(status, timezone.now())
        follow(ticket)
        ticket.save()
        add_event(ticket, TicketEvent.Kind.STATUS, by=by, data={"from": before, "to": status})
        asking.ask_csat(ticket)
        announce(ticket)
    return ticket


@transaction.atomic
def resolve_for_customer(ticket: Ticket, *, actor: str, contained: bool | None) -> Ticket:
    """Resolve what the AI answered: the customer says that it helped, or says nothing more.

    `contained`: True where they confirmed it, None where the re-contact window will tell, False where it is
    not known that anything helped. What people did for the ticket stands above it.
    """
    ticket = lock_ticket(ticket)
    if ticket.is_resolved:
        return ticket
    before = ticket.status
    ticket.move_to(Ticket.Status.RESOLVED, timezone.now())
    if ticket.contained is None or contained is False:
        ticket.contained = contained
    follow(ticket)
    ticket.save()
    changes = {"from": before, "to": ticket.status}
    add_event(ticket, TicketEvent.Kind.STATUS, actor=actor, data=changes)
    asking.ask_csat(ticket)
    announce(ticket)
    return ticket


@transaction.atomic
def change_priority(ticket: Ticket, *, priority: str, by: Member) -> Ticket:
    ticket = lock_to_change(ticket)
    if ticket.priority != priority:
        before, ticket.priority = ticket.priority, priority
        follow(ticket)
        ticket.save()
        event = add_event(ticket, TicketEvent.Kind.PRIORITY, by=by, data={"from": before, "to": priority})
        tell_triage(event)
        announce(ticket)
    return ticket


@transaction.atomic
def assign_ticket(ticket: Ticket, *, owner: Member | None, team: Team | None, by: Member) -> Ticket:
    """Give the ticket to a member, who may then read it, a team, both or nobody. Without an owner, the rule
    of a team that it comes to finds one; who takes the owner away within a team wants it to be nobody's.

    Raises PrivacyRefused for an owner who may not read it and whom `by` may not let in.
    """
    ticket = lock_to_change(ticket)
    if (ticket.owner, ticket.team) != (owner, team):
        names = {"owner": owner.name if owner else "", "team": team.name if team else ""}
        before = {"was_owner": ticket.owner_id, "was_team": ticket.team_id}
        comes_anew = ticket.team != team
        if owner is not None and not ticket.discussion.is_open_to(owner):
            let_in(ticket, owner, by=by)
        ticket.owner, ticket.team = owner, team
        ticket.stays_unowned = owner is None and team is not None and team.gives_out and not comes_anew
        ticket.save()
        add_event(ticket, TicketEvent.Kind.ASSIGNED, by=by, data=names | before)
        if comes_anew:
            giving.give_out(ticket)
        announce(ticket)
    return ticket


@transaction.atomic
def change_category(ticket: Ticket, *, category: Category | None, by: Member) -> Ticket:
    ticket = lock_to_change(ticket)
    if ticket.category != category:
        ticket.category = category
        ticket.save()
        named = {"to": category.name if category else ""}
        tell_triage(add_event(ticket, TicketEvent.Kind.CATEGORY, by=by, data=named))
        announce(ticket)
    return ticket


@transaction.atomic
def add_tag(ticket: Ticket, *, tag: Tag, by: Member) -> Ticket:
    ticket = lock_to_change(ticket)
    if not ticket.tags.filter(pk=tag.pk).exists():
        ticket.tags.add(tag)
        add_event(ticket, TicketEvent.Kind.TAGGED, by=by, data={"to": tag.name})
        announce(ticket)
    return ticket


@transaction.atomic
def remove_tag(ticket: Ticket, *, tag: Tag, by: Member) -> Ticket:
    ticket = lock_to_change(ticket)
    if ticket.tags.filter(pk=tag.pk).exists():
        ticket.tags.remove(tag)
        add_event(ticket, TicketEvent.Kind.UNTAGGED, by=by, data={"to": tag.name})
        announce(ticket)
    return ticket


@transaction.atomic
def escalate_ticket(
    ticket: Ticket,
    *,
    reason: str,
    by: Member | None = None,
    actor: str = TicketEvent.Actor.AI,
    route: Route | None = None,
) -> tuple[Ticket, bool]:
    """Hand over from the AI to people, along a rule's `route` if there is one. Returns the ticket, and
    whether this call did it: an escalated ticket that was not handed back is not escalated again, but for a
    danger, which is also critical."""
    ticket = lock_to_change(ticket) if by else lock_ticket(ticket)
    is_danger = reason == EscalationReason.SAFETY and ticket.escalation_reason != EscalationReason.SAFETY
    if ticket.is_escalated and ticket.is_ai_silent and not is_danger:
        return ticket, False
    now = timezone.now()
    if reason == EscalationReason.SAFETY:
        ticket.priority = Ticket.Priority.CRITICAL
    ticket.escalated_at = now
    ticket.escalation_reason = reason
    ticket.ai_silent_since = now
    ticket.stays_unowned = False
    if ticket.discussion.is_private:
        # Who is to have it, of those who may read it, people say.
        route = None
    if route is not None:
        route.apply(ticket)
    if ticket.is_resolved:
        ticket.move_to(Ticket.Status.OPEN, now)
    if not ticket.discussion.is_private:
        apply_channel_defaults(ticket, reason)
    follow(ticket)
    ticket.save()
    data = {"reason": reason, **(route.told if route else {})}
    event = add_event(ticket, TicketEvent.Kind.ESCALATED, by=by, actor=actor, data=data)
    enqueue("agent.brief", key=f"brief:{event.pk}", event_id=event.pk)
    giving.give_out(ticket)
    announce(ticket)
    return ticket, True


@transaction.atomic
def hand_back(ticket: Ticket, *, by: Member) -> Ticket:
    """Let the AI answer again from the customer's next message on. Raises HandBackRefused."""
    ticket = lock_to_change(ticket)
    if is_shared(ticket.discussion_id):
        raise HandBackRefused(
            _("Several customers share this ticket, and all of them would see what the AI answers.")
        )
    if not ticket.discussion.is_open_to_ai():
        raise HandBackRefused(_("The AI may not read this private ticket."))
    if ticket.is_ai_silent:
        ticket.ai_silent_since = None
        follow(ticket)
        ticket.save()
        add_event(ticket, TicketEvent.Kind.HANDED_BACK, by=by)
        announce(ticket)
    return ticket
