"""Naming a list, changing and removing it."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import Member, Team
from conversations import live
from tickets.models import DefaultView, SavedView

TOPIC = "views"


@transaction.atomic
def save_view(*, by: Member, name: str, query: str, scope: str, team: Team | None = None) -> SavedView:
    """Keep a list under a name, for oneself, a team or everybody."""
    saved = SavedView(tenant=by.tenant, owner=by, name=name, query=query, scope=scope, team=team)
    saved.save(force_insert=True)
    _tell(saved, by, "view.saved")
    return saved


@transaction.atomic
def change_view(
    saved: SavedView, *, by: Member, name: str, scope: str, team: Team | None = None
) -> SavedView:
    saved.name, saved.scope, saved.team = name, scope, team
    saved.save(update_fields=["name", "scope", "team"])
    _tell(saved, by, "view.changed")
    return saved


@transaction.atomic
def update_view(saved: SavedView, *, by: Member, query: str) -> SavedView:
    """Let it show what the list shows now."""
    saved.query = query
    saved.save(update_fields=["query"])
    _tell(saved, by, "view.changed")
    return saved


@transaction.atomic
def delete_view(saved: SavedView, *, by: Member) -> None:
    _tell(saved, by, "view.deleted")
    saved.delete()


@transaction.atomic
def open_with(member: Member, *, saved: SavedView | None = None, preset: str = "") -> None:
    """Make this the list that the member's tickets page opens with."""
    DefaultView.objects.update_or_create(member=member, defaults={"saved": saved, "preset": preset})


def _tell(saved: SavedView, by: Member, action: str) -> None:
    live.publish(saved.tenant_id, TOPIC)
    if saved.scope != SavedView.Scope.PERSONAL:
        # One's own lists are nobody else's business.
        audit.record(tenant=by.tenant, actor=by, action=action, target=saved)
