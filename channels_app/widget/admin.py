from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from channels_app.widget.models import WidgetSession


@admin.register(WidgetSession)
class WidgetSessionAdmin(ReadOnly, HubAdmin[WidgetSession]):
    """To look at; a session is opened by a browser only. The token's hash is nobody's business."""

    list_display = ["id", "tenant", "channel", "customer", "created_at", "latest_seen_at", "closed_at"]
    list_filter = ["tenant", ("closed_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["tenant", "channel", "customer"]
    ordering = ["-pk"]
    search_fields = ["=customer__email", "=customer__external_id"]
    search_numbers = ["pk", "customer_id"]
    search_help_text = _("The id, or the customer's id, email or id at the tenant")
    fields = [
        "tenant", "channel", "customer", "thread_count", "created_at", "latest_seen_at", "closed_at"
    ]  # fmt: skip
