"""Back-tests: started by an admin, carried out by jobs, some tickets in each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.locking import lock
from accounts.models import Member
from agent.guiding.facts import open_hours_of
from agent.guiding.replaying import replay
from agent.models import Backtest, BacktestHit
from conversations.jobs import Claim, enqueue
from guidance.evaluation import PlayRule
from guidance.models import PlaybookRule
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

DAYS = 30
AT_ONCE = 200
HITS_SHOWN = 50


@transaction.atomic
def start_backtest(rule: PlaybookRule, *, by: Member) -> Backtest:
    """Replay the rule as it is now; one that runs already for the same conditions is given instead."""
    lock(rule)
    running = Backtest.objects.filter(rule=rule, state=Backtest.State.RUNNING).order_by("-pk").first()
    if running and running.conditions == rule.conditions:
        return running
    backtest = Backtest(
        tenant=by.tenant,
        rule=rule,
        conditions=rule.conditions,
        since=timezone.now() - timedelta(days=DAYS),
        asked_by=by,
    )
    backtest.total = _tickets(backtest).count()
    if not backtest.total:
        backtest.finish(Backtest.State.DONE)
    backtest.save()
    if backtest.is_running:
        _go_on(backtest, after=0)
    return backtest


def run_batch(claim: Claim, *, backtest_id: int, after: int) -> None:
    """The next AT_ONCE tickets. What it finds is kept together with the end of the job."""
    backtest = Backtest.objects.select_related("tenant").get(pk=backtest_id)
    found = _tickets(backtest).filter(pk__gt=after).select_related("customer", "category").order_by("pk")
    tickets = list(found[:AT_ONCE])
    rule = PlayRule(backtest.rule_id, "", backtest.condition)
    hits = list(replay(tickets, rule, open_hours_of(backtest.tenant_id)))
    with claim.finish():
        lock(backtest)
        if not backtest.is_running:
            return
        BacktestHit.objects.bulk_create(
            BacktestHit(
                backtest=backtest, ticket_id=hit.ticket_id, message_id=hit.message_id, why=list(hit.why)
            )
            for hit in hits
        )
        backtest.done_count += len(tickets)
        backtest.caught_count += len(hits)
        if len(tickets) < AT_ONCE:
            backtest.finish(Backtest.State.DONE)
        else:
            _go_on(backtest, after=tickets[-1].pk)
        backtest.save()


@transaction.atomic
def give_up_backtest(*, backtest_id: int, after: int) -> None:
    backtest = lock(Backtest.objects.get(pk=backtest_id))
    if backtest.is_running:
        backtest.finish(Backtest.State.FAILED)
        backtest.save()


def panel_context(rule: PlaybookRule, member: Member) -> dict[str, Any]:
    backtest = Backtest.objects.filter(rule=rule).select_related("asked_by__user").order_by("-pk").first()
    context = {"rule": rule, "backtest": backtest, "may_start": member.is_admin, "days": DAYS}
    if backtest is None or backtest.is_running:
        return context
    hits = (
        backtest.hits.filter(ticket__in=Ticket.objects.public())
        .select_related("ticket__customer")
        .order_by("-ticket")
    )
    return {
        **context,
        "is_outdated": backtest.conditions != rule.conditions,
        "hits": list(hits[:HITS_SHOWN]),
        "outcomes": _outcomes(backtest),
    }


def _outcomes(backtest: Backtest) -> dict[str, int]:
    """What really became of the tickets it would have caught."""
    escalated = Q(ticket__escalated_at__isnull=False)
    replied = Q(ticket__first_member_reply_at__isnull=False)
    contained = Q(ticket__contained=True)
    counts: dict[str, int] = backtest.hits.aggregate(
        escalated=Count("pk", filter=escalated),
        people=Count("pk", filter=~escalated & replied),
        contained=Count("pk", filter=~escalated & ~replied & contained),
    )
    return {**counts, "rest": backtest.caught_count - sum(counts.values())}


def _tickets(backtest: Backtest) -> TicketQuerySet[Ticket]:
    opened = Ticket.objects.for_tenant(backtest.tenant).public().filter(created_at__gte=backtest.since)
    return opened.filter(created_at__lte=backtest.created_at, merged_into=None)


def _go_on(backtest: Backtest, *, after: int) -> None:
    enqueue("agent.backtest", key=f"backtest:{backtest.pk}:{after}", backtest_id=backtest.pk, after=after)
