"""Merging a ticket into another, splitting messages off, linking two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import agent_required
from accounts.http import MemberRequest, key_in
from tickets.access import get_ticket
from tickets.joining import candidates, preview_of, splittable, suggested_subject
from tickets.models import Ticket, TicketLink, TicketMerge
from tickets.services.linking import LinkRefused, link_tickets, unlink_tickets
from tickets.services.merging import MergeRefused, check_merge, merge_tickets, undo_merge
from tickets.services.splitting import SplitRefused, split_ticket
from tickets.views.answers import refuse
from tickets.views.labels import render_around


@require_safe
@agent_required
def find(request: MemberRequest, number: int, verb: str) -> HttpResponse:
    """The dialog in which the other ticket is searched for; `verb` is merge or link."""
    ticket, words = get_ticket(request.member, number), request.GET.get("q", "").strip()
    context = {
        "verb": verb,
        "q": words,
        "found": candidates(ticket, words, request.member),
        "kinds": TicketLink.Kind.choices,
    }
    if request.htmx and request.htmx.target == "joining-found":
        return render(request, "tickets/joining/found.html", {**context, "ticket": ticket})
    return dialog(request, "find", ticket, context)


@require_safe
@agent_required
def preview(request: MemberRequest, number: int, other: int) -> HttpResponse:
    """What merging would do, before it is done."""
    ticket, target = get_ticket(request.member, number), get_ticket(request.member, other)
    try:
        check_merge(ticket, target)
    except MergeRefused as refusal:
        return dialog(request, "preview", ticket, {"target": target, "refusal": str(refusal)}, status=422)
    return dialog(request, "preview", ticket, preview_of(ticket, target))


@require_POST
@agent_required
def merge(request: MemberRequest, number: int, other: int) -> HttpResponse:
    ticket, target = get_ticket(request.member, number), get_ticket(request.member, other)
    is_confirmed = request.POST.get("is_confirmed") == "on"
    try:
        merge_tickets(ticket, into=target, by=request.member, is_confirmed=is_confirmed)
    except MergeRefused as refusal:
        context = {**preview_of(ticket, target), "refusal": str(refusal)}
        return dialog(request, "preview", ticket, context, status=422)
    said = _("%(one)s is merged into this ticket.") % {"one": ticket.reference}
    return go(request, target, said)


@require_POST
@agent_required
def unmerge(request: MemberRequest, number: int, merge_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    merges = TicketMerge.objects.for_tenant(ticket.tenant).select_related("source", "target")
    found = get_object_or_404(merges.filter(source=ticket) | merges.filter(target=ticket), pk=merge_id)
    try:
        undo_merge(found, by=request.member)
    except MergeRefused as refusal:
        return refuse(request, str(refusal), ticket)
    return go(request, found.source, _("The merge is undone: everything is back where it was."))


@require_safe
@agent_required
def choose(request: MemberRequest, number: int) -> HttpResponse:
    """The dialog in which the messages of the new ticket are chosen."""
    ticket, chosen = get_ticket(request.member, number), _numbers(request.GET.getlist("message"))
    return dialog(request, "split", ticket, _split_context(ticket, chosen))


@require_POST
@agent_required
def split(request: MemberRequest, number: int) -> HttpResponse:
    ticket, chosen = get_ticket(request.member, number), _numbers(request.POST.getlist("message"))
    subject = " ".join(request.POST.get("subject", "").split())[:200] or suggested_subject(ticket, chosen)
    try:
        new = split_ticket(ticket, messages=chosen, subject=subject, by=request.member)
    except SplitRefused as refusal:
        context = {**_split_context(ticket, chosen), "subject": subject, "refusal": str(refusal)}
        return dialog(request, "split", ticket, context, status=422)
    return go(
        request,
        new,
        _("The messages are in this new ticket, split from %(one)s.") % {"one": ticket.reference},
    )


@require_POST
@agent_required
def link(request: MemberRequest, number: int, other: int) -> HttpResponse:
    ticket, target = get_ticket(request.member, number), get_ticket(request.member, other)
    kind = request.POST.get("kind", TicketLink.Kind.RELATES)
    try:
        link_tickets(ticket, to=target, kind=TicketLink.Kind(kind), by=request.member)
    except (LinkRefused, ValueError) as refusal:
        why = (
            str(refusal) if isinstance(refusal, LinkRefused) else _("Choose one of the listed kinds of link.")
        )
        return refuse(request, why, ticket)
    return go(request, ticket, _("%(one)s is linked.") % {"one": target.reference})


@require_POST
@agent_required
def unlink(request: MemberRequest, number: int, link_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    links = TicketLink.objects.for_tenant(ticket.tenant).select_related("source", "target")
    found = get_object_or_404(links.filter(source=ticket) | links.filter(target=ticket), pk=link_id)
    unlink_tickets(found, by=request.member)
    return render_around(request, ticket) if request.htmx else redirect(ticket)


def _split_context(ticket: Ticket, chosen: list[int]) -> dict[str, Any]:
    subject = suggested_subject(ticket, chosen)
    return {"choices": splittable(ticket), "chosen": chosen, "subject": subject}


def _numbers(texts: list[str]) -> list[int]:
    return [key for text in texts if (key := key_in(text)) is not None]


def dialog(
    request: MemberRequest, name: str, ticket: Ticket, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One of the dialogs; without htmx a page of its own."""
    piece = f"tickets/joining/{name}.html"
    page = "tickets/joining/dialog.html" if request.htmx else "tickets/message_page.html"
    return render(request, page, {**context, "ticket": ticket, "piece": piece}, status=status)


def go(request: MemberRequest, ticket: Ticket, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseClientRedirect(ticket.get_absolute_url()) if request.htmx else redirect(ticket)
