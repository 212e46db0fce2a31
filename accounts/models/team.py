from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.member import Member
from accounts.models.tenant import Tenant
from accounts.querysets import TenantQuerySet


class Team(models.Model):
    """Members who own a queue of tickets."""

    class Assignment(models.TextChoices):
        MANUAL = "manual", _("By hand")
        ROUND_ROBIN = "round_robin", _("In turn")
        LOAD_BALANCED = "load_balanced", _("To who has the fewest open tickets")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Member, through="TeamMember", related_name="teams")
    assignment = models.CharField(
        max_length=20,
        choices=Assignment.choices,
        default=Assignment.MANUAL,
        help_text=_("Who gets a ticket that comes to the team without an owner."),
    )
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Open tickets a member has at most; empty for any number.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Team"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="team_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def gives_out(self) -> bool:
        """Whether a rule, not a person, decides who gets its tickets."""
        return self.assignment != self.Assignment.MANUAL


class TeamMember(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Theirs, where it is not the team's.")
    )
    latest_given_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.team_id}"
