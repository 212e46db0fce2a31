from __future__ import annotations

from django.contrib import admin

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from tickets.models import BusinessHours, SlaClock, SlaPolicy

# Policies and hours are changed on the tenant's settings page, which follows them through to the tickets.


@admin.register(BusinessHours)
class BusinessHoursAdmin(ReadOnly, HubAdmin[BusinessHours]):
    list_display = ["name", "tenant", "timezone", "country", "region", "removed_at"]
    list_filter = ["tenant"]
    list_select_related = ["tenant"]
    search_fields = ["name", "tenant__name", "tenant__slug"]
    fields = ["tenant", "name", "timezone", "week_pretty", "country", "region", "days_pretty", "removed_at"]
    week_pretty = pretty_json("week", "week")
    days_pretty = pretty_json("closed_days", "closed days")


@admin.register(SlaPolicy)
class SlaPolicyAdmin(ReadOnly, HubAdmin[SlaPolicy]):
    list_display = ["name", "tenant", "position", "hours", "removed_at"]
    list_filter = ["tenant"]
    list_select_related = ["tenant", "hours"]
    search_fields = ["name", "tenant__name", "tenant__slug"]
    fields = [
        "tenant", "name", "position", "priorities", "channel_ids", "segments", "plans", "hours",
        "first_response_minutes", "next_response_minutes", "resolution_minutes", "warn_percent",
        "usual_first_response", "usual_next_response", "usual_resolution", "created_at", "removed_at",
    ]  # fmt: skip


@admin.register(SlaClock)
class SlaClockAdmin(ReadOnly, HubAdmin[SlaClock]):
    list_display = ["id", "tenant", "ticket", "target", "due_at", "paused_since", "breached_at", "met_at"]
    list_filter = ["tenant", "target"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__number"]
    search_numbers = ["pk", "ticket__number"]
    fields = [
        "tenant", "ticket", "policy", "target", "goal", "used", "started_at", "running_since", "paused_since",
        "warn_at", "due_at", "risk_at", "warned_at", "breached_at", "met_at",
    ]  # fmt: skip
