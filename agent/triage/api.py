"""/api/triage/: for programs with a key, and for the triage page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.api_access import AccessRefused, Caller, caller_of
from agent.models import TriageThread
from agent.triage import refusals
from agent.triage.limits import wait_for_address, wait_for_caller
from agent.triage.payloads import read_body, text_of, thread_id_of
from agent.triage.present import as_json
from agent.triage.streaming import stream_run
from agent.triage.workflow import NotWaiting, ShutOut, resume, start
from conversations.live.stream import let_go_of_database
from tickets.models import Ticket

logger = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
async def stream(request: HttpRequest) -> HttpResponseBase:
    """`{"description"}`: a new triage, told as it happens."""
    return await _told(request, _start)


@csrf_exempt
@require_POST
async def resume_stream(request: HttpRequest) -> HttpResponseBase:
    """`{"thread_id", "additional_details"}`: goes on with one that waits for answers."""
    return await _told(request, _resume)


@require_safe
def thread(request: HttpRequest, thread_id: UUID) -> JsonResponse:
    """How a triage stands: for whoever was cut off from its stream."""
    try:
        caller = _admit(request, "reads")
        return JsonResponse(as_json(_thread_of(caller, thread_id)))
    except refusals.Refusal as refusal:
        return refusal.as_json()


async def _told(request: HttpRequest, begin: Callable[[HttpRequest], TriageThread]) -> HttpResponseBase:
    def begin_and_let_go() -> TriageThread:
        try:
            return begin(request)
        finally:
            let_go_of_database()

    try:
        begun = await sync_to_async(begin_and_let_go)()
    except refusals.Refusal as refusal:
        return refusal.as_json()
    return stream_run(begun)


def _start(request: HttpRequest) -> TriageThread:
    caller = _admit(request, "starts")
    (description,) = read_body(request, "description")
    return start(
        tenant=caller.tenant,
        text=text_of(description, "description"),
        source=TriageThread.Source.PAGE if caller.member else TriageThread.Source.API,
        member=caller.member,
        api_key=caller.api_key,
    )


def _resume(request: HttpRequest) -> TriageThread:
    caller = _admit(request, "resumes")
    thread_id, details = read_body(request, "thread_id", "additional_details")
    waiting = _thread_of(caller, thread_id_of(thread_id))
    try:
        return resume(waiting, details=text_of(details, "additional_details"), by=caller.member)
    except NotWaiting as error:
        raise refusals.not_waiting(str(error)) from error
    except ShutOut as error:
        raise refusals.shut_out(str(error)) from error


def _admit(request: HttpRequest, what: str) -> Caller:
    """Who asks, counted by address and by who they are. Raises refusals.Refusal."""
    _refuse_for(wait_for_address(what, request))
    try:
        caller = caller_of(request)
    except AccessRefused as refused:
        raise refusals.no_access(refused) from refused
    _refuse_for(wait_for_caller(what, caller.name))
    return caller


def _refuse_for(seconds: int) -> None:
    if seconds:
        raise refusals.rate_limited(seconds)


def _thread_of(caller: Caller, thread_id: Any) -> TriageThread:
    """A thread of the caller's tenant, but of no ticket that is closed to them. Raises refusals.Refusal."""
    threads = TriageThread.objects.for_tenant(caller.tenant).select_related("tenant", "ticket", "member")
    private = Ticket.objects.for_tenant(caller.tenant).private()
    closed = Ticket.objects.closed_to(caller.member) if caller.member else private
    found = threads.exclude(ticket__in=closed).filter(pk=thread_id).first()
    if found is None:
        raise refusals.thread_unknown()
    return found
