from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models.member import Member


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do is said by their Member rows, one per tenant."""

    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_staff = models.BooleanField(_("platform admin"), default=False, help_text=_("May open Django admin."))
    is_active = models.BooleanField(default=True)
    # One of the demo's people, whose password everybody knows.
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.email

    @property
    def may_sign_in(self) -> bool:
        return self.is_active and (settings.HUB_DEMO or not self.is_demo)

    @cached_property
    def active_memberships(self) -> list[Member]:
        """Where this person has a place that is not closed, by tenant name."""
        return list(self.memberships.of_user(self))

    def get_full_name(self) -> str:
        return self.name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        return self.get_full_name().partition(" ")[0]
