"""Who may read a ticket, as its page says it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.querysets import MemberQuerySet
from conversations.access import members_who_read
from tickets.models import Ticket


def readers_of(ticket: Ticket, member: Member) -> dict[str, Any]:
    """Who reads it, and for who may change that also who could."""
    discussion = ticket.discussion
    may_change = may_change_readers(ticket, member)
    return {
        "is_private": discussion.is_private,
        "privacy_owner": discussion.owner,
        "readers": list(_by_name(members_who_read(discussion.pk))) if discussion.is_private else [],
        "is_open_to_ai": discussion.is_open_to_ai(),
        "may_change_readers": may_change,
        "could_read": list(_by_name(Member.objects.for_tenant(member.tenant))) if may_change else [],
    }


def may_change_readers(ticket: Ticket, member: Member) -> bool:
    """A public ticket anybody who answers may make private. A private one's list is its owner's; where they
    left, it is that of everybody on it."""
    owner = ticket.discussion.owner
    if not member.is_agent or ticket.merged_into_id is not None:
        return False
    if not ticket.discussion.is_private or owner == member:
        return True
    has_left = owner is None or not (owner.is_active and owner.user.is_active)
    return has_left and ticket.discussion.is_open_to(member)


def only_its_owner() -> str:
    """Why somebody else may not."""
    return _("Only its owner says who reads a private ticket.")


def _by_name(members: MemberQuerySet[Member]) -> MemberQuerySet[Member]:
    return members.active().select_related("user").order_by("user__name", "pk")
