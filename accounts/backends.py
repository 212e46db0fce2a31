from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class HubBackend(AuthenticationBackend):
    """Lets in by email and password, and is asked again at each request who may stay."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user.may_sign_in)
