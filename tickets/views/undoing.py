"""What a member changed on a ticket's page is told with a way to undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from accounts.access import agent_required
from accounts.http import MemberRequest
from tickets.access import get_ticket
from tickets.models import BulkAction, BulkItem, Ticket
from tickets.services.bulk import BulkRefused, undo_bulk
from tickets.views.answers import refuse
from tickets.views.toast import with_toast

Verb = BulkAction.Verb
SAID = {
    Verb.RESOLVE: gettext_lazy("%(ticket)s is resolved."),
    Verb.REOPEN: gettext_lazy("%(ticket)s is open again."),
    Verb.PENDING: gettext_lazy("%(ticket)s is pending."),
    Verb.SNOOZE: gettext_lazy("%(ticket)s is snoozed."),
    Verb.WAKE: gettext_lazy("%(ticket)s is awake."),
    Verb.ASSIGN: gettext_lazy("%(ticket)s is assigned anew."),
    Verb.PRIORITY: gettext_lazy("%(ticket)s has another priority."),
    Verb.CATEGORY: gettext_lazy("%(ticket)s has another category."),
    Verb.TAG: gettext_lazy("%(ticket)s is tagged."),
    Verb.TRIAGE: gettext_lazy("%(ticket)s has the category, priority and tag of its triage."),
    Verb.UNTAG: gettext_lazy("The tag is off %(ticket)s."),
}


def with_undo(
    response: HttpResponse, ticket: Ticket, action: BulkAction | None, *, said: str = ""
) -> HttpResponse:
    """The response, and what was done with a way to undo it; nothing more where nothing was changed."""
    if action is None:
        return response
    words = said or SAID[Verb(action.verb)] % {"ticket": ticket.reference}
    return with_toast(response, words, undo=reverse("tickets:undo", args=[ticket.number, action.pk]))


@require_POST
@agent_required
def undo(request: MemberRequest, number: int, pk: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    own = BulkAction.objects.for_tenant(ticket.tenant).filter(member=request.member, is_single=True)
    action = get_object_or_404(own.select_related("member__user"), pk=pk, items__ticket=ticket)
    try:
        undo_bulk(action)
    except BulkRefused as refusal:
        return refuse(request, str(refusal), ticket)
    if action.items.filter(state=BulkItem.State.KEPT).exists():
        why = _("%(ticket)s was changed again since, so nothing was undone.")
        return refuse(request, why % {"ticket": ticket.reference}, ticket)
    return _undone(request, ticket, action)


def _undone(request: MemberRequest, ticket: Ticket, action: BulkAction) -> HttpResponse:
    said = _("Undone in %(ticket)s: %(what)s")
    words = said % {"ticket": ticket.reference, "what": action.get_verb_display()}
    if not request.htmx:
        messages.success(request, words)
        return redirect(ticket)
    response = trigger_client_event(HttpResponse(status=204), f"live:ticket-{ticket.number}")
    return with_toast(response, words, level="info")
