from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from ai.models import AISettings, ModelCall


@admin.register(AISettings)
class AISettingsAdmin(HubAdmin[AISettings]):
    list_display = ["tenant", "is_on", "monthly_budget"]
    list_filter = ["is_on"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name", "tenant__slug"]
    autocomplete_fields = ["tenant"]


@admin.register(ModelCall)
class ModelCallAdmin(ReadOnly, HubAdmin[ModelCall]):
    """The ledger: what was asked of which engine, how long it took and what it cost."""

    list_display = [
        "id", "created_at", "tenant", "tool", "operation", "engine", "model", "outcome", "latency_ms", "cost"
    ]  # fmt: skip
    # No filter by tool, engine and the like: listing what occurs in them would read the whole table.
    list_filter = ["tenant", "outcome", "created_at"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["=tool", "=operation", "=engine", "=model", "=error_kind"]
    search_numbers = ["pk"]
    search_help_text = _("The id, tool, operation, engine, model, or kind of error, in full")
    fields = [
        "tenant", "tool", "operation", "engine", "model", "prompt_tokens", "completion_tokens", "cost",
        "latency_ms", "outcome", "error_kind", "created_at",
    ]  # fmt: skip
