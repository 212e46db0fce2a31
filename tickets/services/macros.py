"""Writing macros, and letting one change a ticket."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.models import Member, Team
from tickets.macros import Changes, fill_in
from tickets.models import Macro, Tag, Ticket
from tickets.services.state import add_tag, assign_ticket, change_priority, change_status
from tickets.services.timeline import lock_to_change


@transaction.atomic
def save_macro(macro: Macro, *, by: Member, fields: dict[str, Any]) -> Macro:
    """Write a new macro or a changed one; `fields` are those of the model."""
    is_new = macro.pk is None
    for name, value in fields.items():
        setattr(macro, name, value)
    macro.save()
    _audit(macro, by, "macro.created" if is_new else "macro.changed")
    return macro


@transaction.atomic
def delete_macro(macro: Macro, *, by: Member) -> None:
    _audit(macro, by, "macro.deleted")
    macro.delete()


@transaction.atomic
def apply_macro(macro: Macro, ticket: Ticket, *, by: Member) -> str:
    """Change the ticket as the macro says; returns its text for this ticket, to be looked at and sent.

    What was deleted since the macro was written is left out; twice changes nothing more.
    """
    lock_to_change(ticket)
    changes = Changes.of(macro.changes)
    for pk in changes.tags:
        tag = Tag.objects.for_tenant(ticket.tenant).filter(pk=pk).first()
        if tag is not None:
            add_tag(ticket, tag=tag, by=by)
    if changes.priority:
        change_priority(ticket, priority=changes.priority, by=by)
    _assign(ticket, changes, by)
    if changes.status:
        change_status(ticket, status=changes.status, by=by)
    Macro.objects.filter(pk=macro.pk).update(used_count=F("used_count") + 1)
    return fill_in(macro.body, ticket=ticket, member=by)


def _assign(ticket: Ticket, changes: Changes, by: Member) -> None:
    if not changes.owner and changes.team is None:
        return
    owner = by if changes.owner == "me" else ticket.owner
    if changes.owner not in ("", "me"):
        colleagues = Member.objects.for_tenant(ticket.tenant).who_answer()
        owner = colleagues.filter(pk=int(changes.owner)).first() or ticket.owner
    teams = Team.objects.for_tenant(ticket.tenant)
    team = teams.filter(pk=changes.team).first() if changes.team else None
    assign_ticket(ticket, owner=owner, team=team or ticket.team, by=by)


def _audit(macro: Macro, by: Member, action: str) -> None:
    if macro.scope != Macro.Scope.PERSONAL:
        audit.record(tenant=by.tenant, actor=by, action=action, target=macro)
