from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, Tenant
from accounts.querysets import TenantQuerySet


class MacroQuerySet(TenantQuerySet["Macro"]):
    def seen_by(self, member: Member) -> MacroQuerySet:
        """The member's own, those of their teams, and those for everybody."""
        theirs = Q(scope=Macro.Scope.PERSONAL, owner=member) | Q(scope=Macro.Scope.SHARED)
        teams = Q(scope=Macro.Scope.TEAM, team__in=member.teams.all())
        return self.for_tenant(member.tenant).filter(theirs | teams).select_related("team", "owner__user")

    def changeable_by(self, member: Member) -> MacroQuerySet:
        """The member's own; admins also change what others share."""
        seen = self.seen_by(member)
        return seen if member.is_admin else seen.filter(owner=member)


class Macro(models.Model):
    """A canned reply with variables, and changes of the ticket that go with it.

    `changes` is what tickets.macros.Changes keeps as JSON.
    """

    class Scope(models.TextChoices):
        PERSONAL = "personal", _("Only me")
        TEAM = "team", _("One team")
        SHARED = "shared", _("Everybody here")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    body = models.TextField(max_length=20_000, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.PERSONAL)
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="macros")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="macros")
    used_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="team", team__isnull=False) | (~Q(scope="team") & Q(team__isnull=True)),
                name="macro_team_matches",
            )
        ]

    def __str__(self) -> str:
        return self.name
