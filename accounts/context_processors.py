"""What the frame around every page shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant, User


@dataclass(frozen=True)
class Place:
    """An entry of a menu. It is shown when its URL exists here and the member's role may open it.

    It is the current one on every page under its URL, and under `also_under`.
    """

    icon: str
    label: Any
    url_name: str
    may_open: Callable[[Member], bool] = lambda member: True
    also_under: str = ""


@dataclass(frozen=True)
class Entry:
    icon: str
    label: Any
    url: str
    is_current: bool


@dataclass(frozen=True)
class Shell:
    path: str = ""
    member: Member | None = None
    tenant: Tenant | None = None
    other_memberships: tuple[Member, ...] = ()

    @cached_property
    def nav(self) -> tuple[Entry, ...]:
        return _entries(NAV, self.member, self.path) if self.member else ()

    @cached_property
    def settings_nav(self) -> tuple[Entry, ...]:
        return _entries(SETTINGS_NAV, self.member, self.path) if self.member else ()


def is_admin(member: Member) -> bool:
    return member.is_admin


def is_agent(member: Member) -> bool:
    return member.is_agent


NAV = [
    Place("home", _("Home"), "analytics:home"),
    Place("tickets", _("Tickets"), "tickets:list"),
    Place("content", _("Content"), "knowledge:list"),
    Place("guidance", _("Guidance"), "guidance:list"),
    Place("triage", _("Triage"), "triage:index"),
    Place("analytics", _("Analytics"), "analytics:index"),
    Place("settings", _("Settings"), "accounts:settings", also_under="/accounts/"),
]
SETTINGS_NAV = [
    Place("person", _("Your profile"), "accounts:profile"),
    Place("bell", _("Notifications"), "notifications:settings"),
    Place("book", _("Macros"), "macros:index", is_agent),
    Place("people", _("Members"), "accounts:members", is_admin),
    Place("people", _("Teams"), "accounts:teams", is_admin),
    Place("tag", _("Categories and tags"), "labels:settings", is_admin),
    Place("channel-widget", _("Channels"), "channels_app:settings", is_admin),
    Place("ai", _("AI"), "agent:settings", is_admin),
    Place("content", _("Content"), "knowledge:settings", is_admin),
    Place("clock", _("SLA"), "sla:index", is_admin),
    Place("triage", _("Triage"), "triage:settings", is_admin),
    Place("key", _("API keys"), "accounts:api-keys", is_admin),
    Place("history", _("Audit log"), "accounts:audit", is_admin),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy: a partial that draws no frame pays nothing for it."""
    return {"shell": SimpleLazyObject(lambda: build_shell(request))}


def build_shell(request: HttpRequest) -> Shell:
    member: Member | None = getattr(request, "member", None)
    if member is None or not isinstance(request.user, User):
        return Shell()
    memberships: list[Member] = request.memberships  # type: ignore[attr-defined]
    others = tuple(other for other in memberships if other != member)
    return Shell(request.path, member, member.tenant, others)


def _entries(places: list[Place], member: Member, path: str) -> tuple[Entry, ...]:
    """The places the member may open; the current one is the longest URL that `path` lies under."""
    found = [(place, _url(place.url_name)) for place in places if place.may_open(member)]
    open_places = [(place, url) for place, url in found if url]
    lies_under = [
        url
        for place, url in open_places
        if path.startswith(url) or (place.also_under and path.startswith(place.also_under))
    ]
    current = max(lies_under, key=len, default="")
    return tuple(Entry(place.icon, place.label, url, url == current) for place, url in open_places)


@cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        # The part of the product that owns this page is not installed here.
        return ""
