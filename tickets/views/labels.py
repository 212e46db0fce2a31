"""A ticket's tags and category, and what stands around it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required, member_required
from accounts.http import MemberRequest, key_in
from tickets.access import get_ticket
from tickets.around import around
from tickets.models import BulkAction, Category, Tag, Ticket
from tickets.services.labels import LabelRefused, get_or_create_tag
from tickets.services.state import add_tag, change_category, remove_tag
from tickets.services.undoing import do_undoably
from tickets.views.undoing import with_undo

Verb = BulkAction.Verb

SUGGESTED_AT_MOST = 500


@require_safe
@member_required
def surroundings(request: MemberRequest, number: int) -> HttpResponse:
    return render_around(request, get_ticket(request.member, number))


@require_safe
@agent_required
def tag_options(request: MemberRequest) -> HttpResponse:
    """The tags there are, for the field that adds one; asked for when it is first used."""
    tags = Tag.objects.for_tenant(request.member.tenant)[:SUGGESTED_AT_MOST]
    return render(request, "tickets/joining/tag_options.html", {"tags": tags})


@require_POST
@agent_required
def tag(request: MemberRequest, number: int) -> HttpResponse:
    ticket, typed = get_ticket(request.member, number), request.POST.get("name", "")
    try:
        given = get_or_create_tag(ticket.tenant, name=typed)
    except LabelRefused as refusal:
        return render_around(request, ticket, refusal=str(refusal), typed=typed, status=422)
    change = partial(add_tag, ticket, tag=given, by=request.member)
    action = do_undoably(ticket, Verb.TAG, change, by=request.member, tag=given.pk)
    return _changed(request, ticket, action)


@require_POST
@agent_required
def untag(request: MemberRequest, number: int, tag_id: int) -> HttpResponse:
    ticket = get_ticket(request.member, number)
    taken = get_object_or_404(Tag.objects.for_tenant(ticket.tenant), pk=tag_id)
    change = partial(remove_tag, ticket, tag=taken, by=request.member)
    action = do_undoably(ticket, Verb.UNTAG, change, by=request.member, tag=taken.pk)
    return _changed(request, ticket, action)


@require_POST
@agent_required
def category(request: MemberRequest, number: int) -> HttpResponse:
    ticket, chosen = get_ticket(request.member, number), request.POST.get("category", "")
    found = None
    if chosen:
        pk = key_in(chosen) or 0
        found = get_object_or_404(Category.objects.for_tenant(ticket.tenant), pk=pk)
    change = partial(change_category, ticket, category=found, by=request.member)
    return _changed(request, ticket, do_undoably(ticket, Verb.CATEGORY, change, by=request.member))


def _changed(request: MemberRequest, ticket: Ticket, action: BulkAction | None) -> HttpResponse:
    response = render_around(request, ticket) if request.htmx else redirect(ticket)
    return with_undo(response, ticket, action)


def render_around(request: MemberRequest, ticket: Ticket, status: int = 200, **extra: str) -> HttpResponse:
    template = "tickets/joining/around.html"
    context = {
        **around(ticket, request.member),
        **extra,
        "ticket": ticket,
        "may_write": request.member.is_agent,
        "piece": template,
    }
    page = template if request.htmx else "tickets/message_page.html"
    return render(request, page, context, status=status)
