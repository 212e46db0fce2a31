"""A ticket's clocks as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tickets.models import SlaClock, SlaTarget, Ticket
from tickets.sla.durations import duration_words


@dataclass(frozen=True)
class ShownClock:
    """`state` is a SlaState, `met` or `late`; `due_at` is there while it runs; `words` say the rest."""

    target: str
    state: str
    due_at: datetime | None
    words: str


@dataclass(frozen=True)
class ShownCard:
    policy: str
    clocks: list[ShownClock]


def card_of(ticket: Ticket) -> ShownCard:
    """The newest clock of each target, in the order in which a ticket meets them."""
    newest = SlaClock.objects.filter(ticket=ticket).order_by("target", "-pk").distinct("target")
    found = {clock.target: clock for clock in newest.select_related("policy")}
    clocks = [found[target] for target in SlaTarget.values if target in found]
    policies = [clock.policy.name for clock in clocks if clock.is_open] or [
        clock.policy.name for clock in clocks
    ]
    now = timezone.now()
    return ShownCard(policies[0] if policies else "", [_shown(clock, now) for clock in clocks])


def _shown(clock: SlaClock, now: datetime) -> ShownClock:
    state = _state(clock, now)
    due_at = clock.due_at if clock.is_open else None
    return ShownClock(clock.get_target_display(), state, due_at, _words(clock, state))


def _state(clock: SlaClock, now: datetime) -> str:
    if not clock.is_open:
        return "late" if clock.is_breached else "met"
    if clock.due_at is None:
        return "frozen"
    if clock.due_at <= now:
        return "breached"
    return "at_risk" if clock.warn_at is not None and clock.warn_at <= now else "on_track"


def _words(clock: SlaClock, state: str) -> str:
    goal, used = duration_words(clock.goal), duration_words(clock.used)
    if state == "frozen":
        return _("%(left)s of %(goal)s left") % {"left": duration_words(clock.remaining), "goal": goal}
    if state in ("met", "late"):
        return _("%(used)s of %(goal)s used") % {"used": used, "goal": goal}
    return _("%(goal)s promised") % {"goal": goal}
