from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import Member, User


class HubRequest(HttpRequest):
    """A request as our middleware leaves it: with htmx details and the person's place in a tenant."""

    htmx: HtmxDetails
    memberships: list[Member]
    member: Member | None


class MemberRequest(HubRequest):
    """A request that passed `member_required`."""

    member: Member
    user: User


def key_in(text: str | None) -> int | None:
    """The number of a row as an address or a form says it; None for anything else, however long."""
    return int(text) if text and len(text) <= 18 and text.isascii() and text.isdigit() else None
