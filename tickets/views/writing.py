from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from accounts.access import agent_required
from accounts.http import MemberRequest
from conversations.deliveries import retry_delivery
from conversations.live.middleware import showing_what_it_told
from conversations.models import Attachment, Delivery, Message
from conversations.services import MessageRefused
from tickets.access import get_ticket
from tickets.forms import MessageForm
from tickets.models import Ticket
from tickets.newer import Seen
from tickets.services import post_note, post_reply
from tickets.transcript import as_entry
from tickets.views.composing import answering, read_files, read_parent
from tickets.views.detail import beside, render_live, ticket_context


@require_POST
@agent_required
def reply(request: MemberRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    if request.POST.get("mode") == "note":
        # What is marked as private must never leave, whatever the page or a script got wrong.
        return refused(
            request, ticket, _("This is marked as a private note, so it was not sent to the customer.")
        )
    seen = Seen.read(request.POST.get("seen", ""))
    return _write(request, ticket, partial(post_reply, seen=seen), seen)


@require_POST
@agent_required
def note(request: MemberRequest, number: int) -> HttpResponse:
    # Nothing but the note itself changes with it.
    return showing_what_it_told(request, _write(request, get_ticket(request.member, number), post_note))


@require_POST
@agent_required
def retry(request: MemberRequest, number: int, delivery_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    deliveries = Delivery.objects.for_tenant(ticket.tenant).filter(message__discussion=ticket.discussion)
    retry_delivery(get_object_or_404(deliveries, pk=delivery_id))
    return render_live(request, ticket) if request.htmx else redirect(ticket)


def _write(
    request: MemberRequest, ticket: Ticket, post: Callable[..., Message], seen: Seen | None = None
) -> HttpResponse:
    form, attached = MessageForm(request.POST), read_files(request, ticket)
    try:
        if attached.refusals:
            raise MessageRefused(" ".join(attached.refusals))
        message = post(
            ticket,
            by=request.member,
            body=form.written(),
            source_id=form.message_id(attached.files),
            parent=read_parent(request, ticket),
            attachments=attached.files,
        )
    except MessageRefused as refusal:
        return refused(request, ticket, str(refusal), attached.files)
    if not request.htmx:
        return redirect(ticket)
    return _sent(request, ticket, message, seen)


def _sent(request: MemberRequest, ticket: Ticket, message: Message, seen: Seen | None) -> HttpResponse:
    """The new entry, and a composer ready for the next. What else it changed, the page hears live."""
    context = {
        "ticket": ticket,
        "message": as_entry(message),
        "may_write": True,
        "source_id": uuid4().hex,
        "seen": seen.with_own(message) if seen else None,
        "is_sent": True,
        "oob": True,
    }
    response = render(request, "tickets/_sent.html", context)
    # The style is the page's own (static/js/tickets/keyed.js), so htmx's helper does not know it.
    response["HX-Reswap"] = "newest"
    return response


def refused(
    request: MemberRequest, ticket: Ticket, why: str, files: Sequence[Attachment] = ()
) -> HttpResponse:
    """The form again, with the reason and everything that was typed and attached."""
    context = {
        **ticket_context(request.member, ticket),
        "refusal": why,
        "typed": request.POST.get("text", ""),
        "source_id": request.POST.get("source_id", ""),
        "mode": request.POST.get("mode", "reply"),
        "files": files,
        **answering(ticket, request.POST.get("parent", "")),
    }
    if not request.htmx:
        return render(request, "tickets/detail.html", {**context, **beside(request)}, status=422)
    response = render(request, "tickets/_refusal.html", context, status=422)
    response = trigger_client_event(response, f"live:ticket-{ticket.number}")
    return reswap(retarget(response, "#composer-errors"), "innerHTML")
