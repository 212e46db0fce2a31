from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.forms import SnoozeForm
from tickets.models import Ticket
from tickets.services import SnoozeRefused, snooze_ticket, wake_ticket
from tickets.views.detail import render_live
from tickets.views.toast import with_toast


@require_POST
@agent_required
def snooze(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return _refused(request, ticket, _("Choose a day and a time."))
    try:
        snooze_ticket(ticket, until=form.cleaned_data["until"], by=request.member)
    except SnoozeRefused as refusal:
        return _refused(request, ticket, str(refusal))
    return _shown(request, ticket)


@require_POST
@agent_required
def wake(request: MemberRequest, number: int) -> HttpResponse:
    return _shown(request, wake_ticket(get_ticket(request.member, number), by=request.member))


def _shown(request: MemberRequest, ticket: Ticket) -> HttpResponse:
    return render_live(request, ticket) if request.htmx else redirect(ticket)


def _refused(request: MemberRequest, ticket: Ticket, why: str) -> HttpResponse:
    """Nothing changed; the page says why."""
    if not request.htmx:
        return HttpResponseBadRequest(why)
    return with_toast(render_live(request, ticket), why, level="warning")
