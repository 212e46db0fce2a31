from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from accounts.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, HubAdmin[AuditEntry]):
    list_display = ["created_at", "tenant", "actor_label", "action", "target_type", "target_label"]
    list_filter = ["tenant", "created_at"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["=actor_label", "^action", "target_label", "=request_id"]
    search_numbers = ["pk", "target_id"]
    search_help_text = _("Who (email), the action's beginning, its object's name or id, or a request id")
    fields = [
        "created_at", "tenant", "actor_label", "action", "target_type", "target_id", "target_label",
        "changes_pretty", "request_id",
    ]  # fmt: skip
    changes_pretty = pretty_json("changes", _("changes"))
