from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant


class ContentSettings(models.Model):
    """How a tenant keeps its content. A tenant that never saved any has the defaults."""

    class Approval(models.TextChoices):
        DEFAULT = "default", _("Once two members may approve")
        ALWAYS = "always", _("Always")
        NEVER = "never", _("Never")

    tenant = models.OneToOneField(
        Tenant, on_delete=models.CASCADE, primary_key=True, related_name="content_settings"
    )
    approval = models.CharField(max_length=10, choices=Approval.choices, default=Approval.DEFAULT)

    class Meta:
        verbose_name_plural = "content settings"

    def __str__(self) -> str:
        return str(self.tenant_id)

    @classmethod
    def of(cls, tenant: Tenant) -> ContentSettings:
        return cls.objects.filter(tenant=tenant).first() or cls(tenant=tenant)
