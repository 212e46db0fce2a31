from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import agent_required
from accounts.http import MemberRequest, key_in
from accounts.models import Member, Team
from tickets.changes import DOING
from tickets.forms import BulkAssignForm, BulkTagForm, PriorityForm, SnoozeForm
from tickets.inbox.asked import read_asked
from tickets.inbox.pages import rows_of
from tickets.models import BulkAction, Tag, Ticket
from tickets.querysets import TicketQuerySet
from tickets.services.bulk import BulkRefused, latest_bulk, start_bulk, undo_bulk
from tickets.services.snoozing import SnoozeRefused, check_moment
from tickets.snoozing import moments
from tickets.views.toast import with_toast

NUMBERS_AT_MOST = 500


@require_safe
@agent_required
def menu(request: MemberRequest) -> HttpResponse:
    """What can be done with a selection; read only when somebody selects."""
    return render(request, "tickets/_bulk_menu.html", choices_of(request.member))


def choices_of(member: Member) -> dict[str, Any]:
    return {
        "owners": Member.objects.for_tenant(member.tenant).who_answer(),
        "teams": Team.objects.for_tenant(member.tenant),
        "tags": Tag.objects.for_tenant(member.tenant),
        "priorities": Ticket.Priority,
        "moments": moments(member),
    }


@require_POST
@agent_required
def start(request: MemberRequest, verb: str) -> HttpResponse:
    if verb not in DOING:
        raise Http404
    try:
        arguments = _arguments(request, verb)
        bulk = start_bulk(by=request.member, verb=verb, arguments=arguments, tickets=_chosen(request))
    except (BulkRefused, SnoozeRefused) as refusal:
        return _refused(request, str(refusal))
    return _started(request, bulk)


@require_safe
@agent_required
def progress(request: MemberRequest, pk: int) -> HttpResponse:
    template = "tickets/_bulk_strip.html" if request.htmx else "tickets/bulk_progress.html"
    return render(request, template, {"bulk": _own(request, pk)})


@require_safe
@agent_required
def latest(request: MemberRequest) -> HttpResponse:
    return render(request, "tickets/_bulk_strip.html", {"bulk": latest_bulk(request.member)})


@require_POST
@agent_required
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    try:
        return _started(request, undo_bulk(_own(request, pk)))
    except BulkRefused as refusal:
        return _refused(request, str(refusal))


def _own(request: MemberRequest, pk: int) -> BulkAction:
    own = BulkAction.objects.for_tenant(request.member.tenant).filter(member=request.member)
    return get_object_or_404(own.select_related("tenant", "member__user"), pk=pk)


def _chosen(request: MemberRequest) -> TicketQuerySet[Ticket]:
    """The selected tickets, or everything that the list shows."""
    if request.POST.get("everything"):
        asked = read_asked(QueryDict(request.POST.get("query", "")), request.member)
        if asked.problems:
            # Without the condition that is gone, these would be more tickets than anybody saw.
            raise BulkRefused(_("This list has changed meanwhile. Look at it again, then choose."))
        rows, is_capped = rows_of(asked.filters, request.member)
        if is_capped:
            raise BulkRefused(_("These words match more tickets than were looked at. Narrow the list first."))
        return rows
    numbers = {key for number in request.POST.getlist("number") if (key := key_in(number))}
    if len(numbers) > NUMBERS_AT_MOST:
        raise BulkRefused(_("Choose at most %(most)d, or the whole list.") % {"most": NUMBERS_AT_MOST})
    return Ticket.objects.open_to(request.member).filter(number__in=numbers)


def _arguments(request: MemberRequest, verb: str) -> dict[str, Any]:
    """What the verb needs to know, as JSON. Raises BulkRefused and SnoozeRefused."""
    if verb == BulkAction.Verb.PRIORITY:
        return {"priority": _valid(PriorityForm(request.POST))["priority"]}
    if verb == BulkAction.Verb.SNOOZE:
        until = _valid(SnoozeForm(request.POST))["until"]
        check_moment(until)
        return {"until": until.isoformat()}
    if verb == BulkAction.Verb.TAG:
        return {"tag": _valid(BulkTagForm(request.POST, tenant=request.member.tenant))["tag"].pk}
    if verb == BulkAction.Verb.ASSIGN:
        form = BulkAssignForm(request.POST, tenant=request.member.tenant)
        _valid(form)
        return form.arguments()
    return {}


def _valid(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise BulkRefused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data


def _started(request: MemberRequest, bulk: BulkAction) -> HttpResponse:
    if not request.htmx:
        return redirect("tickets:bulk-progress", bulk.pk)
    response = render(request, "tickets/_bulk_strip.html", {"bulk": bulk})
    return trigger_client_event(response, "selection:clear")


def _refused(request: MemberRequest, why: str) -> HttpResponse:
    if not request.htmx:
        messages.error(request, why)
        return redirect("tickets:list")
    strip = render(request, "tickets/_bulk_strip.html", {"bulk": latest_bulk(request.member)})
    return with_toast(strip, why, level="warning")
