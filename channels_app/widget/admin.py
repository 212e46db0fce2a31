from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from channels_app.widget.models import WidgetSession


@admin.register(WidgetSession)
class WidgetSessionAdmin(admin.ModelAdmin[WidgetSession]):
    """To look at; a session is opened by a browser only. The token's hash is nobody's business."""

    list_display = ["pk", "tenant", "channel", "customer", "created_at", "latest_seen_at", "closed_at"]
    list_filter = ["tenant", ("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant", "channel", "customer"]
    search_fields = ["=id", "customer__name", "customer__email", "customer__external_id"]
    search_help_text = "Session id, or the customer's name, email or id"
    date_hierarchy = "created_at"
    show_full_result_count = False
    fields = [
        "tenant", "channel", "customer", "thread_count", "created_at", "latest_seen_at", "closed_at"
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WidgetSession | None = None) -> bool:
        return False
