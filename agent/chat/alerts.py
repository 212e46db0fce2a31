"""Tells a tenant's admins, once, when the analysis of chats is slow or fails too often."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Avg, Count, Q
from django.utils import timezone

from accounts.models import Member
from agent.models import ChatAlert, ChatAnalysis
from tickets.models import Notification, Ticket
from tickets.notify.tell import tell

LOOKED_BACK = timedelta(minutes=5)
SLOW_MS = 2000
FAILING_SHARE = 0.10
# One analysis that went wrong is no rate.
LEAST = 5


def watch(ticket: Ticket) -> None:
    """Look at the last five minutes of the ticket's tenant, after an analysis, in its transaction."""
    recent = ChatAnalysis.objects.filter(
        tenant=ticket.tenant_id, created_at__gt=timezone.now() - LOOKED_BACK
    ).aggregate(count=Count("pk"), mean=Avg("duration_ms"), failed=Count("pk", filter=~Q(error="")))
    if recent["count"] < LEAST:
        return
    _settle(ticket, ChatAlert.Kind.SLOW, recent["mean"], most=SLOW_MS)
    _settle(ticket, ChatAlert.Kind.FAILING, recent["failed"] / recent["count"], most=FAILING_SHARE)


def _settle(ticket: Ticket, kind: ChatAlert.Kind, value: float, *, most: float) -> None:
    alerts = ChatAlert.objects.filter(tenant=ticket.tenant_id, kind=kind, closed_at=None)
    if value <= most:
        alerts.update(closed_at=timezone.now())
        return
    # Two analyses that end at once find the same: the database lets one of them open the alert.
    _alert, is_new = ChatAlert.objects.get_or_create(
        tenant_id=ticket.tenant_id, kind=kind, closed_at=None, defaults={"value": value}
    )
    if is_new:
        _tell_admins(ticket, kind, value)


def _tell_admins(ticket: Ticket, kind: ChatAlert.Kind, value: float) -> None:
    members = Member.objects.for_tenant(ticket.tenant).who_answer()
    admins = [member.pk for member in members if member.is_admin]
    tell(ticket, Notification.Kind.CHAT_ALERT, to=admins, data={"alert": kind.value, "value": value})
