from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from conversations.models import JourneyEvent


@admin.register(JourneyEvent)
class JourneyEventAdmin(ReadOnly, HubAdmin[JourneyEvent]):
    list_display = ["id", "happened_at", "tenant", "customer", "channel", "kind", "name", "url"]
    list_filter = ["tenant", "kind", "happened_at"]
    list_select_related = ["tenant", "customer", "channel"]
    ordering = ["-pk"]
    search_fields = ["=customer__email", "=customer__external_id"]
    search_numbers = ["pk", "customer_id"]
    search_help_text = _("The id, or the customer's id, email or id at the tenant")
    fields = [
        "tenant", "customer", "channel", "kind", "name", "url", "properties_pretty", "client_id",
        "happened_at", "created_at",
    ]  # fmt: skip
    properties_pretty = pretty_json("properties", _("properties"))
