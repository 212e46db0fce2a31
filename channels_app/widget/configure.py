"""Setting up a tenant's widget."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member, Tenant
from channels_app.widget.settings import WidgetSettings, new_secret
from conversations.models import Channel


def widget_of(tenant: Tenant) -> Channel:
    """The tenant's widget; one that is not saved yet where there is none."""
    first = Channel.objects.for_tenant(tenant).filter(kind=Channel.Kind.WIDGET).order_by("pk").first()
    return first or Channel(tenant=tenant, kind=Channel.Kind.WIDGET, name=_("Website"))


@transaction.atomic
def configure_widget(*, tenant: Tenant, is_enabled: bool, looks: dict[str, Any], by: Member) -> Channel:
    """Keep the widget's settings; what changed goes to the audit log."""
    channel = _lock(tenant)
    before = {"is_enabled": channel.is_enabled, **WidgetSettings.of(channel).model_dump(mode="json")}
    chosen = WidgetSettings.of(channel).model_copy(update=looks)
    chosen.save_to(channel)
    channel.is_enabled = is_enabled
    channel.save()
    after = {"is_enabled": is_enabled, **looks}
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if changes:
        audit.record(tenant=tenant, actor=by, action="widget.changed", target=channel, changes=changes)
    return channel


@transaction.atomic
def rotate_secret(*, tenant: Tenant, by: Member) -> Channel:
    """Make a new identity secret. Signatures made with the old one prove nothing any more."""
    channel = _lock(tenant)
    chosen = WidgetSettings.of(channel).model_copy(update={"identity_secret": new_secret()})
    chosen.save_to(channel)
    channel.save()
    audit.record(tenant=tenant, actor=by, action="widget.secret_rotated", target=channel)
    return channel


def _lock(tenant: Tenant) -> Channel:
    # The tenant's row is there even before the widget's, so two first saves make one widget.
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    return widget_of(tenant)
