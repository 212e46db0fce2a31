"""Reads for the settings pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Prefetch, QuerySet

from accounts.models import AuditEntry, Invitation, Member, Team, TeamMember, Tenant
from accounts.querysets import MemberQuerySet

AUDIT_PAGE = 50


@dataclass(frozen=True)
class AuditPage:
    entries: list[AuditEntry]
    older_than: int | None
    newer_than: int | None


def members_of(tenant: Tenant) -> MemberQuerySet[Member]:
    """Everyone, those who may come in first, with their teams."""
    rows = Member.objects.for_tenant(tenant).select_related("user").prefetch_related("teams")
    return rows.order_by("-is_active", "user__name", "pk")


def open_invitations_of(tenant: Tenant) -> QuerySet[Invitation]:
    """Those nobody used or took back; an expired one stays until then, so that it can be sent again."""
    rows = Invitation.objects.for_tenant(tenant).filter(accepted_at=None, revoked_at=None)
    return rows.select_related("invited_by__user").order_by("-created_at")


def teams_of(tenant: Tenant) -> QuerySet[Team]:
    members = Member.objects.select_related("user").order_by("user__name", "pk")
    places = TeamMember.objects.select_related("member__user").order_by("member__user__name", "pk")
    teams = Team.objects.for_tenant(tenant)
    return teams.prefetch_related(Prefetch("members", queryset=members), Prefetch("places", queryset=places))


def audit_page(
    tenant: Tenant, *, action: str = "", before: int | None = None, after: int | None = None
) -> AuditPage:
    """One page, newest first: the entries older than `before`, or those just newer than `after`."""
    rows = AuditEntry.objects.for_tenant(tenant).select_related("actor__user")
    if action:
        rows = rows.filter(action=action)
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: AUDIT_PAGE + 1])
        entries, has_newer, has_older = found[:AUDIT_PAGE][::-1], len(found) > AUDIT_PAGE, True
    else:
        older = rows.filter(pk__lt=before) if before is not None else rows
        found = list(older.order_by("-pk")[: AUDIT_PAGE + 1])
        entries, has_newer, has_older = found[:AUDIT_PAGE], before is not None, len(found) > AUDIT_PAGE
    return AuditPage(
        entries=entries,
        older_than=entries[-1].pk if entries and has_older else None,
        newer_than=entries[0].pk if entries and has_newer else None,
    )


def audit_actions(tenant: Tenant) -> list[str]:
    """Every action that occurs, by skipping through the index: the log may hold millions of entries."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE found AS (
                (SELECT action FROM accounts_auditentry WHERE tenant_id = %(tenant)s ORDER BY action LIMIT 1)
                UNION ALL
                SELECT (
                    SELECT entry.action FROM accounts_auditentry entry
                    WHERE entry.tenant_id = %(tenant)s AND entry.action > found.action
                    ORDER BY entry.action LIMIT 1
                )
                FROM found WHERE found.action IS NOT NULL
            )
            SELECT action FROM found WHERE action IS NOT NULL
            """,
            {"tenant": tenant.pk},
        )
        return [row[0] for row in cursor.fetchall()]
