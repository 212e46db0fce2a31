"""Who reads a ticket."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.forms import ReadersForm
from tickets.models import Ticket
from tickets.services.privacy import PrivacyRefused, make_private, make_public
from tickets.views.answers import refuse
from tickets.views.labels import render_around
from tickets.views.toast import with_toast


@require_POST
@agent_required
def close(request: MemberRequest, number: int) -> HttpResponse:
    """Make it private, or change its list."""
    ticket = get_ticket(request.member, number)
    form = ReadersForm(request.POST, tenant=ticket.tenant)
    if not form.is_valid():
        return refuse(request, _("Choose members of your organisation."), ticket)
    try:
        make_private(ticket, **form.cleaned_data, by=request.member)
    except PrivacyRefused as refusal:
        return refuse(request, str(refusal), ticket)
    if not ticket.discussion.is_open_to(request.member):
        return redirect("tickets:list")
    return _said(request, ticket, _("Only those on its list read this ticket now."))


@require_POST
@agent_required
def reopen(request: MemberRequest, number: int) -> HttpResponse:
    """Let everybody read it."""
    ticket = get_ticket(request.member, number)
    try:
        make_public(ticket, by=request.member)
    except PrivacyRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return _said(request, ticket, _("Every member reads this ticket now."))


def _said(request: MemberRequest, ticket: Ticket, said: str) -> HttpResponse:
    if not request.htmx:
        return redirect(ticket)
    return with_toast(render_around(request, ticket), said, level="info")
