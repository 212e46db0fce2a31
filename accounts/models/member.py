from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.tenant import Tenant, validate_timezone
from accounts.models.user import User
from accounts.querysets import MemberQuerySet


class Member(models.Model):
    """A user's place in a tenant."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        ADMIN = "admin", _("Admin")
        AGENT = "agent", _("Agent")
        VIEWER = "viewer", _("Viewer")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    is_active = models.BooleanField(default=True)
    timezone = models.CharField(max_length=50, blank=True, validators=[validate_timezone])
    away_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("From here on no rule gives them tickets.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MemberQuerySet["Member"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "user"], name="member_once_per_tenant")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.user.get_full_name()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone) if self.timezone else self.tenant.zone

    @property
    def is_away(self) -> bool:
        return self.away_since is not None

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER

    @property
    def is_admin(self) -> bool:
        """Owners and admins configure the tenant."""
        return self.role in (self.Role.OWNER, self.Role.ADMIN)

    @property
    def is_agent(self) -> bool:
        """Everyone but a viewer works on tickets and content."""
        return self.role != self.Role.VIEWER
