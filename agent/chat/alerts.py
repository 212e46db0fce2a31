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
    """Look at the last five minutes of the ticket's tenant, after an analysis, in its transaction.

    Where there were too few to open an alert, the latest may still close one, however long they took to come.
    """
    told = ChatAnalysis.objects.filter(tenant=ticket.tenant_id)
    recent = told.filter(created_at__gt=timezone.now() - LOOKED_BACK)
    has_enough = recent.count() >= LEAST
    judged = recent if has_enough else told.filter(pk__in=told.order_by("-pk").values("pk")[:LEAST])
    found = judged.aggregate(
        count=Count("pk"), mean=Avg("duration_ms"), failed=Count("pk", filter=~Q(error=""))
    )
    values = {
        ChatAlert.Kind.SLOW: (found["mean"] or 0.0, SLOW_MS),
        ChatAlert.Kind.FAILING: (found["failed"] / found["count"] if found["count"] else 0.0, FAILING_SHARE),
    }
    for kind, (value, most) in values.items():
        if value <= most:
            ChatAlert.objects.filter(tenant=ticket.tenant_id, kind=kind, closed_at=None).update(
                closed_at=timezone.now()
            )
        elif has_enough:
            _open(ticket, kind, value)


def _open(ticket: Ticket, kind: ChatAlert.Kind, value: float) -> None:
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
