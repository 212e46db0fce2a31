"""What a notification says."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from tickets.models.event import TicketEvent
from tickets.models.notification import Notification
from tickets.models.sla_columns import SlaTarget
from tickets.models.ticket import EscalationReason

EXCERPT_CHARACTERS = 200

ICONS = {
    Notification.Kind.ASSIGNED: "person",
    Notification.Kind.TEAM: "people",
    Notification.Kind.MENTIONED: "note",
    Notification.Kind.REPLIED: "thread",
    Notification.Kind.ESCALATED: "escalate",
    Notification.Kind.SLA_WARNED: "clock",
    Notification.Kind.SLA_BREACHED: "alert",
    Notification.Kind.MERGED: "swap",
    Notification.Kind.HELD_BACK: "alert",
    Notification.Kind.CHAT_ALERT: "alert",
    Notification.Kind.REVIEW_ASKED: "eye",
    Notification.Kind.REVIEW_DECIDED: "content",
    Notification.Kind.REVIEW_COMMENTED: "note",
}


def sentence_of(notification: Notification) -> str:
    """What happened, as a line."""
    return _SENTENCES[notification.kind](notification)


def excerpt_of(notification: Notification) -> str:
    """What was written, as it reads now: an edit or a deletion is an edit or a deletion here too."""
    message = notification.message
    return message.in_a_line(EXCERPT_CHARACTERS) if message else ""


def _who(notification: Notification) -> str:
    if notification.by is not None:
        return notification.by.name
    if notification.actor == TicketEvent.Actor.CUSTOMER and notification.ticket is not None:
        return notification.ticket.customer.display_name
    return str(TicketEvent.Actor(notification.actor).label)


def _assigned(notification: Notification) -> str:
    if rule := notification.data.get("rule"):
        words = {"team": notification.data.get("team", ""), "rule": Team.Assignment(rule).label}
        return _("Assigned to you for %(team)s: %(rule)s") % words
    return _("%(who)s assigned it to you") % {"who": _who(notification)}


def _team(notification: Notification) -> str:
    team = notification.data.get("team", "")
    return _("%(who)s assigned it to %(team)s") % {"who": _who(notification), "team": team}


def _mentioned(notification: Notification) -> str:
    words = {"who": _who(notification), "count": notification.count}
    return (
        ngettext("%(who)s mentioned you", "%(count)d mentions, the latest by %(who)s", notification.count)
        % words
    )


def _replied(notification: Notification) -> str:
    words = {"who": _who(notification), "count": notification.count}
    return ngettext("%(who)s replied", "%(who)s replied %(count)d times", notification.count) % words


def _escalated(notification: Notification) -> str:
    reason = notification.data.get("reason", "")
    words = {"who": _who(notification), "reason": EscalationReason(reason).label if reason else ""}
    return _("%(who)s escalated it: %(reason)s") % words


def _target(notification: Notification) -> str:
    return str(SlaTarget(notification.data["target"]).label)


def _warned(notification: Notification) -> str:
    return _("SLA at risk: %(target)s") % {"target": _target(notification)}


def _breached(notification: Notification) -> str:
    return _("SLA breached: %(target)s") % {"target": _target(notification)}


def _merged(notification: Notification) -> str:
    words = {"who": _who(notification), "other": f"#{notification.data['ticket']}"}
    return _("%(who)s merged it with %(other)s") % words


def _held_back(notification: Notification) -> str:
    return _("A scheduled reply of %(writer)s is held back: %(why)s") % notification.data


def _chat_alert(notification: Notification) -> str:
    value = notification.data["value"]
    if notification.data["alert"] == "slow":
        said = _("The analysis of chats takes %(seconds).1f seconds on average, this one among them")
        return said % {"seconds": value / 1000}
    said = _("The analysis of chats failed in %(share)d%% of the last five minutes, also near this one")
    return said % {"share": round(100 * value)}


def _review_asked(notification: Notification) -> str:
    return _("%(who)s asks you to approve it") % {"who": _who(notification)}


def _review_decided(notification: Notification) -> str:
    words = {"who": _who(notification), "version": notification.data.get("version", "")}
    match notification.data.get("decision"):
        case "approved":
            return _("%(who)s approved version %(version)s") % words
        case "sent_back":
            return _("%(who)s sent version %(version)s back") % words
    return _("Version %(version)s could not go live when it was to") % words


def _review_commented(notification: Notification) -> str:
    words = {"who": _who(notification), "count": notification.count}
    return (
        ngettext("%(who)s commented on it", "%(count)d comments, the latest by %(who)s", notification.count)
        % words
    )


_SENTENCES: dict[str, Callable[[Notification], str]] = {
    Notification.Kind.ASSIGNED: _assigned,
    Notification.Kind.TEAM: _team,
    Notification.Kind.MENTIONED: _mentioned,
    Notification.Kind.REPLIED: _replied,
    Notification.Kind.ESCALATED: _escalated,
    Notification.Kind.SLA_WARNED: _warned,
    Notification.Kind.SLA_BREACHED: _breached,
    Notification.Kind.MERGED: _merged,
    Notification.Kind.HELD_BACK: _held_back,
    Notification.Kind.CHAT_ALERT: _chat_alert,
    Notification.Kind.REVIEW_ASKED: _review_asked,
    Notification.Kind.REVIEW_DECIDED: _review_decided,
    Notification.Kind.REVIEW_COMMENTED: _review_commented,
}
