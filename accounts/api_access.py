"""Who a program or a page of ours is, when it asks the API: a key of the tenant's, or a member's session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import current_member, memberships_of
from accounts.models import ApiKey, Member, Tenant
from accounts.models.api_key import hash_key

# Each use would be a write; to the minute is exact enough.
USE_NOTED = timedelta(minutes=1)


class AccessRefused(Exception):
    """Nobody we know, or somebody who may not; `status` is HTTP's, and the text says why."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Caller:
    """For whom the API acts: a key of the tenant's, or a member."""

    tenant: Tenant
    member: Member | None = None
    api_key: ApiKey | None = None

    @property
    def name(self) -> str:
        """For counting what they ask: the same for all of a person's browsers, or a key's programs."""
        return (
            f"key-{self.api_key.pk}" if self.api_key else f"user-{self.member.user_id if self.member else 0}"
        )


def caller_of(request: HttpRequest) -> Caller:
    """Who asks. Raises AccessRefused."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        return _by_key(key.strip() if scheme.lower() == "bearer" else "")
    member = current_member(request, memberships_of(request))
    if member is None:
        raise AccessRefused(401, "NOT_SIGNED_IN", _("Sign in, or send an API key: Authorization: Bearer …"))
    if not member.is_agent:
        raise AccessRefused(403, "NOT_ALLOWED", _("Your role does not allow this."))
    # The view is exempt for the sake of keys; a browser's cookie alone proves nothing.
    if CsrfViewMiddleware(lambda asked: asked).process_view(request, lambda asked: None, (), {}) is not None:  # type: ignore[arg-type, return-value]
        raise AccessRefused(403, "CSRF_FAILED", _("The page's token is missing or old. Reload the page."))
    return Caller(member.tenant, member=member)


def _by_key(key: str) -> Caller:
    keys = ApiKey.objects.select_related("tenant").filter(key_hash=hash_key(key), revoked_at=None)
    found = keys.first()
    if found is None:
        raise AccessRefused(401, "KEY_UNKNOWN", _("This API key is unknown or was revoked."))
    now = timezone.now()
    if found.used_at is None or found.used_at < now - USE_NOTED:
        ApiKey.objects.filter(pk=found.pk).update(used_at=now)
    return Caller(found.tenant, api_key=found)
