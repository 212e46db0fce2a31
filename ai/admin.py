from django.contrib import admin
from django.http import HttpRequest

from ai.models import ModelCall


@admin.register(ModelCall)
class ModelCallAdmin(admin.ModelAdmin):
    """A ledger is read: nothing is added, changed or deleted by hand."""

    list_display = [
        "created_at",
        "tenant",
        "tool",
        "operation",
        "engine",
        "model",
        "outcome",
        "latency_ms",
        "cost",
    ]
    list_filter = ["outcome", "engine", "operation", "tool", "error_kind", "created_at"]
    search_fields = ["model", "error_kind", "tenant__name"]
    list_select_related = ["tenant"]
    date_hierarchy = "created_at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ModelCall | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ModelCall | None = None) -> bool:
        return False
