from __future__ import annotations

from django.db import models

from accounts.models.member import Member
from accounts.models.tenant import Tenant
from accounts.querysets import TenantQuerySet


class Team(models.Model):
    """Members who own a queue of tickets."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Member, through="TeamMember", related_name="teams")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Team"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="team_name_unique")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.team_id}"
