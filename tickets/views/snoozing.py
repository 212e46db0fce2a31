from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.forms import SnoozeForm
from tickets.models import BulkAction, Ticket
from tickets.services import SnoozeRefused, snooze_ticket, wake_ticket
from tickets.services.undoing import do_undoably
from tickets.views.detail import render_live
from tickets.views.toast import with_toast
from tickets.views.undoing import with_undo

Verb = BulkAction.Verb


@require_POST
@agent_required
def snooze(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return _refused(request, ticket, _("Choose a day and a time."))
    change = partial(snooze_ticket, ticket, until=form.cleaned_data["until"], by=request.member)
    try:
        action = do_undoably(ticket, Verb.SNOOZE, change, by=request.member)
    except SnoozeRefused as refusal:
        return _refused(request, ticket, str(refusal))
    return with_undo(_shown(request, ticket), ticket, action)


@require_POST
@agent_required
def wake(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    change = partial(wake_ticket, ticket, by=request.member)
    action = do_undoably(ticket, Verb.WAKE, change, by=request.member)
    return with_undo(_shown(request, ticket), ticket, action)


def _shown(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    return render_live(request, ticket) if request.htmx else redirect(ticket)


def _refused(request: MemberRequest, ticket: Ticket, why: str) -> HttpResponse:
    """Nothing changed; the page says why."""
    if not request.htmx:
        return HttpResponseBadRequest(why)
    return with_toast(render_live(request, ticket), why, level="warning")
