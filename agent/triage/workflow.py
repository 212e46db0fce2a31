"""A triage from its text to its result, in steps that are kept, so that any process can go on with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import ApiKey, Member, Tenant
from agent.models import TriageThread
from agent.shut_out import ai_is_shut_out
from agent.triage.nodes import NODES, Event, by_rules
from conversations import live
from conversations.jobs import enqueue
from conversations.jobs.keep_alive import kept_alive
from tickets.models import Ticket

State = TriageThread.State
# A job looks after a run then: whoever has it holds it by a lease that is renewed, or died.
LOOK_AFTER = timedelta(seconds=20)


class ResumeRefused(Exception):
    """The thread does not go on, and is as it was; the text says why."""


class NotWaiting(ResumeRefused):
    """It was answered already, is still running, or has its result; the text says which."""


class ShutOut(ResumeRefused):
    """Its ticket became private, and the AI may not read it."""


@transaction.atomic
def start(
    *,
    tenant: Tenant,
    text: str,
    source: str,
    member: Member | None = None,
    api_key: ApiKey | None = None,
    ticket: Ticket | None = None,
    read_up_to: int = 0,
    in_background: bool = False,
) -> TriageThread:
    """A new thread. Whoever asks runs it, or a job does if they do not get to its end (`in_background`: at
    once). `read_up_to` is the newest message of the ticket in the text."""
    thread = TriageThread.objects.create(
        tenant=tenant,
        description=text,
        source=source,
        member=member,
        api_key=api_key,
        ticket=ticket,
        read_up_to=read_up_to,
    )
    _see_to_it(thread, timedelta(0) if in_background else LOOK_AFTER)
    return thread


@transaction.atomic
def resume(
    thread: TriageThread, *, details: str, in_background: bool = False, by: Member | None = None
) -> TriageThread:
    """The thread with the details merged in, to be run on. Of two at once one wins. Raises ResumeRefused."""
    thread = _to_go_on(thread)
    given = {"text": details, "at": timezone.now().isoformat(), "by": by.name if by else ""}
    thread.details = [*thread.details, given]
    thread.state = State.RUNNING
    thread.questions, thread.lease_until = [], None
    thread.save(update_fields=["details", "state", "questions", "lease_until"])
    _see_to_it(thread, timedelta(0) if in_background else LOOK_AFTER)
    return thread


@transaction.atomic
def skip_questions(thread: TriageThread, *, in_background: bool = False) -> TriageThread:
    """The thread, to be classified by what is there. Raises ResumeRefused."""
    thread = _to_go_on(thread)
    thread.state, thread.node, thread.questions = State.RUNNING, TriageThread.Node.CLASSIFY, []
    thread.save(update_fields=["state", "node", "questions"])
    _see_to_it(thread, timedelta(0) if in_background else LOOK_AFTER)
    return thread


def advance(thread: TriageThread) -> Iterator[Event]:
    """Run it to its result or to its next questions, telling of each step once it is kept.

    Nothing happens for a thread that is not running, or that another process runs.
    """
    if not thread.claim():
        return
    try:
        with kept_alive(thread):
            while thread.is_running:
                node = thread.node
                yield {"type": "node_start", "node": node}
                began = time.perf_counter()
                # A ticket may become private in the middle; rules read it for nobody.
                outcome = NODES[node](thread) if thread.is_open_to_ai() else by_rules(thread)
                took = round((time.perf_counter() - began) * 1000, 1)
                steps = [*thread.steps, {"name": node, "ms": took}]
                if not _keep(thread, {**outcome.changed, "steps": steps}):
                    return
                yield from outcome.events
                yield {"type": "node_complete", "node": node, "ms": took}
    finally:
        thread.let_go()


def finish(thread: TriageThread) -> None:
    """Run it with nobody listening."""
    for _event in advance(thread):
        pass


def look_after(thread_id: str, *, times: int) -> None:
    """Go on with a thread whose process died; look again later where one is still at it."""
    thread = _running(thread_id)
    if thread is None:
        return
    finish(thread)
    thread.refresh_from_db(fields=["state"])
    if thread.is_running:
        _see_to_it(thread, LOOK_AFTER, times + 1)


@transaction.atomic
def give_up(*, thread_id: str, times: int) -> None:
    """After the last failed attempt: what rules say, so that nothing is left running for ever."""
    thread = _running(thread_id)
    if thread is None:
        return
    if thread.claim():
        _keep(thread, by_rules(thread).changed)
    else:
        _see_to_it(thread, LOOK_AFTER, times + 1)


def _running(thread_id: str) -> TriageThread | None:
    running = TriageThread.objects.filter(state=State.RUNNING).select_related("tenant", "ticket")
    return running.filter(pk=thread_id).first()


@transaction.atomic
def _keep(thread: TriageThread, changed: dict[str, object]) -> bool:
    """A step's end, and what follows from it."""
    if not thread.keep(**changed):
        return False
    if thread.is_done and thread.result is not None:
        told = ("category", "severity", "issue_type", "confidence", "manual_review")
        decided = {name: thread.result[name] for name in told}
        audit.record(
            tenant=thread.tenant,
            actor=thread.member,
            action="triage.decided",
            target=thread,
            changes={**decided, "source": thread.source, "engine": thread.engine},
        )
        enqueue("agent.triage_decided", key=f"triage-decided:{thread.pk}", thread_id=str(thread.pk))
    if thread.ticket is not None and thread.is_waiting:
        # The customer may have written more while it was reading.
        key = f"triage-read-on:{thread.pk}:{thread.rounds}"
        enqueue("agent.triage_read_on", key=key, ticket_id=thread.ticket_id)
    if thread.ticket is not None and not thread.is_running:
        live.publish(thread.tenant_id, f"ticket-{thread.ticket.number}")
    return True


def _to_go_on(thread: TriageThread) -> TriageThread:
    thread = TriageThread.objects.select_for_update().get(pk=thread.pk)
    if not thread.is_waiting:
        raise NotWaiting(_why_not(thread))
    if not thread.is_open_to_ai():
        raise ShutOut(ai_is_shut_out())
    return thread


def _see_to_it(thread: TriageThread, delay: timedelta, times: int = 0) -> None:
    key = f"triage:{thread.pk}:{thread.rounds}:{len(thread.details)}:{thread.node}:{times}"
    enqueue("agent.triage", key=key, delay=delay, thread_id=str(thread.pk), times=times)


def _why_not(thread: TriageThread) -> str:
    if thread.is_done:
        return _("This triage is finished. Start a new one.")
    return _("This triage is running: its questions were answered a moment ago.")
