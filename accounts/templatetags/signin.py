from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings

from accounts.models import Member

register = template.Library()

# The people whom the demo's own words introduce; each signs in with this password, in demo mode only.
DEMO_EMAILS = [
    "alice@launchpad.example",
    "bob@launchpad.example",
    "vera@launchpad.example",
    "charlie@harbor.example",
]
DEMO_PASSWORD = "demo"  # noqa: S105


@dataclass(frozen=True)
class DemoLogin:
    name: str
    role: Any
    tenant: str
    email: str

    @property
    def as_json(self) -> str:
        return json.dumps({"login": self.email, "password": DEMO_PASSWORD})


@register.simple_tag(takes_context=True)
def demo_logins(context: template.Context) -> list[DemoLogin]:
    """Who can be tried out on the sign-in page: nobody outside demo mode."""
    if not settings.HUB_DEMO:
        return []
    context["demo_password"] = DEMO_PASSWORD
    members = Member.objects.active().filter(user__email__in=DEMO_EMAILS).select_related("user", "tenant")
    # Of somebody with two places the first counts: the later row comes first here, and is overwritten.
    by_email = {member.user.email: member for member in members.order_by("-pk")}
    return [
        DemoLogin(member.name, member.get_role_display(), member.tenant.name, email)
        for email in DEMO_EMAILS
        if (member := by_email.get(email))
    ]
