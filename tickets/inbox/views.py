"""The lists beside the tickets: the hub's own, and those that members saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.http import key_in
from accounts.models import Member
from tickets.models import DefaultView, SavedView

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class InboxView:
    """A named list, by its key: a word for the hub's own, a number for a saved one."""

    key: str
    label: StrOrPromise
    icon: str
    query: str
    empty: StrOrPromise
    saved: SavedView | None = None


NOTHING = _("No ticket matches this view.")
PRESETS = {
    preset.key: preset
    for preset in (
        InboxView("open", _("Open"), "open", "status=open", _("Nothing is waiting.")),
        InboxView(
            "mine",
            _("Mine"),
            "person",
            "status=open&status=pending&owner=me",
            _("Nothing is assigned to you."),
        ),
        InboxView(
            "unassigned",
            _("Unassigned"),
            "people",
            "status=open&owner=none",
            _("Every open ticket has an owner."),
        ),
        InboxView(
            "escalated",
            _("Escalated"),
            "escalate",
            "status=open&reason=any",
            _("The AI has handed nothing over."),
        ),
        InboxView(
            "risk",
            _("SLA at risk"),
            "clock",
            "status=open&sla=at_risk&sla=breached&order=risk",
            _("Every promised answer is on its way in time."),
        ),
        InboxView("pending", _("Pending"), "pending", "status=pending", _("Nothing is pending.")),
        InboxView("snoozed", _("Snoozed"), "clock", "status=snoozed", _("Nothing is snoozed.")),
        InboxView("resolved", _("Resolved"), "resolved", "status=resolved", _("Nothing resolved yet.")),
        InboxView("all", _("All"), "tickets", "", _("No tickets yet.")),
    )
}
FIRST = PRESETS["open"]


def saved_views(member: Member) -> list[InboxView]:
    """The saved views this member sees, by name."""
    return [_as_view(saved) for saved in SavedView.objects.seen_by(member)]


def find_view(key: str, member: Member) -> InboxView | None:
    """The list of this key, if the member may see it."""
    if key in PRESETS:
        return PRESETS[key]
    saved = SavedView.objects.seen_by(member).filter(pk=key_in(key) or 0).first()
    return _as_view(saved) if saved else None


def default_view(member: Member) -> InboxView:
    """What the member's tickets page opens with."""
    chosen = DefaultView.objects.filter(member=member).first()
    if chosen is None:
        return FIRST
    return find_view(chosen.preset or str(chosen.saved_id), member) or FIRST


def _as_view(saved: SavedView) -> InboxView:
    return InboxView(str(saved.pk), saved.name, "star", saved.query, NOTHING, saved)
