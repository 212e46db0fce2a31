from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import Member, User


class HubBackend(AuthenticationBackend):
    """Lets in by email and password, and is asked again at each request who may stay."""

    def get_user(self, user_id: Any) -> User | None:
        """The user with their memberships at hand: every page asks for both, so both come in one query."""
        memberships = list(Member.objects.of_user(user_id))
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        user.active_memberships = memberships
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.may_sign_in)
