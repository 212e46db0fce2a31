"""Who reads a ticket."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.forms import ReadersForm
from tickets.privacy import may_change_readers, only_its_owner, readers_of
from tickets.services.privacy import PrivacyRefused, make_private, make_public
from tickets.views.answers import refuse
from tickets.views.joining import dialog, go


@require_safe
@agent_required
def choose(request: MemberRequest, number: int) -> HttpResponse:
    """The dialog in which it is chosen; a live refresh of the page takes nothing of it away."""
    ticket = get_ticket(request.member, number)
    if not may_change_readers(ticket, request.member):
        return refuse(request, only_its_owner(), ticket)
    return dialog(request, "readers_form", ticket, readers_of(ticket, request.member))


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
        messages.success(request, _("It is handed on, and no longer open to you."))
        address = reverse("tickets:list")
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    return go(request, ticket, _("Only those on its list read this ticket now."))


@require_POST
@agent_required
def reopen(request: MemberRequest, number: int) -> HttpResponse:
    """Let everybody read it."""
    ticket = get_ticket(request.member, number)
    try:
        make_public(ticket, by=request.member)
    except PrivacyRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return go(request, ticket, _("Every member reads this ticket now."))
