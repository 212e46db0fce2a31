from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Audited, HubAdmin
from accounts.admin.pretty import pretty_json
from conversations.models import Channel, Customer


class Kept:
    """Made elsewhere, with what belongs to it, and never deleted: tickets and messages point to it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Channel)
class ChannelAdmin(Kept, Audited, HubAdmin[Channel]):
    """A channel is set up at its tenant's settings; here it is switched off, or its AI held back."""

    list_display = ["name", "tenant", "kind", "is_enabled", "ai_mode", "ai_threshold", "created_at"]
    list_filter = ["tenant", "kind", "is_enabled", "ai_mode"]
    list_select_related = ["tenant"]
    search_fields = ["name", "=public_key", "tenant__name", "tenant__slug"]
    fields = [
        "tenant", "kind", "name", "is_enabled", "ai_mode", "ai_threshold", "ai_unsure", "public_key",
        "settings_pretty", "created_at",
    ]  # fmt: skip
    readonly_fields = ["tenant", "kind", "public_key", "settings_pretty", "created_at"]
    settings_pretty = pretty_json("settings", _("settings"))


@admin.register(Customer)
class CustomerAdmin(Kept, Audited, HubAdmin[Customer]):
    """What a customer is may be corrected; who they have proved to be may not."""

    list_display = [
        "id", "display_name", "email", "tenant", "company", "plan", "is_verified", "latest_seen_at"
    ]  # fmt: skip
    list_display_links = ["id", "display_name"]
    list_filter = ["tenant", "is_verified", ("email", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    sortable_by = ["id"]
    search_fields = ["name", "email", "company", "=external_id"]
    search_numbers = ["pk", "external_id"]
    search_help_text = _("Name, email, company, or an id: ours, or the tenant's own")
    fields = [
        "tenant", "name", "email", "company", "plan", "segment", "country", "language", "external_id",
        "is_verified", "merged_into", "traits_pretty", "created_at", "latest_seen_at",
    ]  # fmt: skip
    readonly_fields = [
        "tenant", "external_id", "is_verified", "merged_into", "traits_pretty", "created_at", "latest_seen_at"
    ]  # fmt: skip
    traits_pretty = pretty_json("traits", _("traits"))
