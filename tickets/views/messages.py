"""What can be done with one message of a ticket."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required, member_required
from accounts.http import MemberRequest
from conversations.live.middleware import showing_what_it_told
from conversations.models import Message
from conversations.reactions import EMOJIS
from conversations.services import MessageRefused, may_delete
from tickets.access import get_message, get_ticket
from tickets.models import Ticket
from tickets.services.revising import delete_in_ticket, edit_in_ticket, react_in_ticket, restore_in_ticket
from tickets.transcript import one_entry
from tickets.views.answers import refuse
from tickets.views.composing import answering


@require_safe
@member_required
def message(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    entry = one_entry(ticket, get_message(ticket, message_id).pk)
    return _piece(request, "tickets/_message.html", ticket, entry, {"may_write": request.member.is_agent})


@require_safe
@agent_required
def actions(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found = get_message(ticket, message_id)
    context = {
        "emojis": EMOJIS,
        "may_split": ticket.merged_into_id is None and not found.is_deleted,
        "may_edit": found.member_id == request.member.pk and not found.is_deleted,
        "may_delete": may_delete(found, request.member) and not found.is_deleted,
    }
    return _piece(request, "tickets/_message_actions.html", ticket, found, context)


@require_safe
@member_required
def history(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found = get_message(ticket, message_id)
    revisions = [] if found.is_deleted else found.revisions.select_related("edited_by__user")
    return _piece(request, "tickets/_message_history.html", ticket, found, {"revisions": revisions})


@require_safe
@agent_required
def answer(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    """The line of the composer that says what the next message answers."""
    ticket = get_ticket(request.member, number)
    found = get_message(ticket, message_id)
    return _piece(request, "tickets/_composer_parent.html", ticket, found, answering(ticket, str(found.pk)))


@require_safe
@agent_required
def edit(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found = get_message(ticket, message_id)
    return _piece(request, "tickets/_message_edit.html", ticket, found, {"typed": found.body})


@require_POST
@agent_required
def save(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found, typed = get_message(ticket, message_id), request.POST.get("text", "")
    try:
        edit_in_ticket(ticket, found, body=typed, by=request.member)
    except MessageRefused as refusal:
        context = {"typed": typed, "refusal": str(refusal)}
        return _piece(request, "tickets/_message_edit.html", ticket, found, context, status=422)
    return _shown(request, ticket, found)


@require_POST
@agent_required
def delete(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found = get_message(ticket, message_id)
    try:
        delete_in_ticket(ticket, found, by=request.member)
    except MessageRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return _shown(request, ticket, found)


@require_POST
@agent_required
def restore(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found = get_message(ticket, message_id)
    try:
        restore_in_ticket(ticket, found, by=request.member)
    except MessageRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return _shown(request, ticket, found)


@require_POST
@agent_required
def react(request: MemberRequest, number: int, message_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    found, emoji = get_message(ticket, message_id), request.POST.get("emoji", "")
    if emoji not in dict(EMOJIS):
        return HttpResponseBadRequest(_("Choose one of the listed reactions."))
    try:
        react_in_ticket(ticket, found, emoji=emoji, by=request.member)
    except MessageRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return showing_what_it_told(request, _shown(request, ticket, found))


def _shown(request: MemberRequest, ticket: Ticket, found: Message) -> HttpResponse:
    """The message as it is now, in its place."""
    if not request.htmx:
        return redirect(f"{ticket.get_absolute_url()}#message-{found.pk}")
    entry = one_entry(ticket, found.pk)
    context = {"ticket": ticket, "message": entry, "may_write": request.member.is_agent}
    return render(request, "tickets/_message.html", context)


def _piece(
    request: MemberRequest,
    template: str,
    ticket: Ticket,
    found: Message,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A part of the page; without htmx a page of its own."""
    context = {**context, "ticket": ticket, "message": found, "piece": template}
    page = template if request.htmx else "tickets/message_page.html"
    return render(request, page, context, status=status)
