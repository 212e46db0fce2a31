"""Whether a tenant has a help centre, and what it looks like."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from accounts import audit
from accounts.colour import is_colour
from accounts.models import Member, Tenant, TenantModule
from conversations.models import Channel

MODULE = "help"
DEFAULT_ACCENT = "#2f5fd0"


@dataclass(frozen=True)
class Centre:
    tenant: Tenant
    is_on: bool

    @property
    def url(self) -> str:
        return reverse("knowledge:help", args=[self.tenant.slug])


def centre_of(tenant: Tenant) -> Centre:
    """On, unless the tenant switched it off."""
    module = TenantModule.objects.for_tenant(tenant).filter(module=MODULE).first()
    return Centre(tenant, is_on=module is None or module.enabled)


def open_centre(tenant_slug: str) -> Centre:
    """The help centre at an address; 404 when there is none, or it is off."""
    tenant = Tenant.objects.filter(slug=tenant_slug).first()
    centre = centre_of(tenant) if tenant is not None else None
    if centre is None or not centre.is_on:
        raise Http404
    return centre


@transaction.atomic
def switch(*, tenant: Tenant, is_on: bool, by: Member) -> None:
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    before = centre_of(tenant).is_on
    if before != is_on:
        TenantModule.objects.update_or_create(tenant=tenant, module=MODULE, defaults={"enabled": is_on})
        changes = {"enabled": [before, is_on]}
        audit.record(tenant=tenant, actor=by, action="help_centre.switched", target=tenant, changes=changes)


def accent_of(tenant: Tenant) -> str:
    """The tenant's theme colour, which its widget has too."""
    widgets = Channel.objects.for_tenant(tenant).filter(kind=Channel.Kind.WIDGET).order_by("pk")
    chosen = str(widgets.values_list("settings__accent", flat=True).first() or "").lower()
    return chosen if is_colour(chosen) else DEFAULT_ACCENT
