from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team, Tenant
from accounts.querysets import TenantQuerySet


class SavedViewQuerySet(TenantQuerySet["SavedView"]):
    def seen_by(self, member: Member) -> SavedViewQuerySet:
        """The member's own, those of their teams, and those for everybody."""
        theirs = Q(scope=SavedView.Scope.PERSONAL, owner=member) | Q(scope=SavedView.Scope.SHARED)
        teams = Q(scope=SavedView.Scope.TEAM, team__in=member.teams.all())
        return self.for_tenant(member.tenant).filter(theirs | teams).select_related("team", "owner__user")

    def changeable_by(self, member: Member) -> SavedViewQuerySet:
        """The member's own; admins also change what others share."""
        seen = self.seen_by(member)
        return seen if member.is_admin else seen.filter(owner=member)


class SavedView(models.Model):
    """A list somebody named: its filters, as the query string of its URL."""

    class Scope(models.TextChoices):
        PERSONAL = "personal", _("Only me")
        TEAM = "team", _("One team")
        SHARED = "shared", _("Everybody here")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.PERSONAL)
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="saved_views")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_views"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="team", team__isnull=False) | (~Q(scope="team") & Q(team__isnull=True)),
                name="saved_view_team_matches",
            )
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """Which list a member's tickets page opens with: one of the hub's own by its name, or a saved one."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="default_view")
    saved = models.ForeignKey(SavedView, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    preset = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.preset or str(self.saved)
