from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from guidance.models.pack import GuidancePack
from guidance.models.playbook import Playbook


class GuidanceEdit(models.Model):
    """One change of a pack or a playbook: the whole of it before and after, rules included.

    Bringing back what was before is a change like any other, with a row of its own. `before` is empty for
    what was made by this edit.
    """

    class Verb(models.TextChoices):
        CREATED = "created", _("made it")
        CHANGED = "changed", _("changed it")
        SWITCHED_ON = "switched_on", _("switched it on")
        SWITCHED_OFF = "switched_off", _("switched it off")
        MOVED = "moved", _("moved it")
        REMOVED = "removed", _("removed it")
        RULE_ADDED = "rule_added", _("added a rule")
        RULE_CHANGED = "rule_changed", _("changed a rule")
        RULE_MOVED = "rule_moved", _("moved a rule")
        RULE_REMOVED = "rule_removed", _("removed a rule")
        RULE_ON = "rule_on", _("switched a rule on")
        RULE_OFF = "rule_off", _("switched a rule off")
        REVERTED = "reverted", _("brought back what was before")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="guidance_edits")
    pack = models.ForeignKey(
        GuidancePack, on_delete=models.CASCADE, null=True, blank=True, related_name="edits"
    )
    playbook = models.ForeignKey(
        Playbook, on_delete=models.CASCADE, null=True, blank=True, related_name="edits"
    )
    verb = models.CharField(max_length=20, choices=Verb.choices)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reverts = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reverted_by"
    )
    created_at = models.DateTimeField(default=now)

    objects = TenantQuerySet["GuidanceEdit"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["tenant", "-id"], name="guidance_edit_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pack=None, playbook__isnull=False) | Q(pack__isnull=False, playbook=None),
                name="guidance_edit_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing}: {self.get_verb_display()}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:edit", args=[self.pk])

    @property
    def thing(self) -> GuidancePack | Playbook:
        found = self.pack or self.playbook
        assert found is not None
        return found
