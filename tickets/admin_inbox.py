"""What the inbox keeps. To look at: it is changed where members work, with its traces."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from tickets.models import (
    BulkAction,
    BulkItem,
    DefaultView,
    Macro,
    Reading,
    SavedView,
    ScheduledReply,
)

OF_TENANT = ["tenant__name", "tenant__slug"]
A_TICKETS_NUMBER = _("The ticket's number, or the row's")


@admin.register(SavedView)
class SavedViewAdmin(ReadOnly, HubAdmin[SavedView]):
    list_display = ["name", "tenant", "scope", "owner", "team", "query"]
    list_filter = ["tenant", "scope"]
    list_select_related = ["tenant", "owner__user", "team"]
    search_fields = ["name", "owner__user__email", *OF_TENANT]
    fields = ["tenant", "name", "query", "scope", "owner", "team", "created_at"]


@admin.register(DefaultView)
class DefaultViewAdmin(ReadOnly, HubAdmin[DefaultView]):
    list_display = ["member", "preset", "saved"]
    list_select_related = ["member__user", "saved"]
    list_filter = ["preset"]
    search_fields = ["member__user__email"]
    fields = ["member", "preset", "saved"]


@admin.register(Macro)
class MacroAdmin(ReadOnly, HubAdmin[Macro]):
    list_display = ["name", "tenant", "scope", "owner", "team", "used_count"]
    list_filter = ["tenant", "scope"]
    list_select_related = ["tenant", "owner__user", "team"]
    search_fields = ["name", "body", "owner__user__email", *OF_TENANT]
    fields = [
        "tenant", "name", "body", "changes_pretty", "scope", "owner", "team", "used_count", "created_at",
    ]  # fmt: skip
    changes_pretty = pretty_json("changes", "changes")


@admin.register(ScheduledReply)
class ScheduledReplyAdmin(ReadOnly, HubAdmin[ScheduledReply]):
    list_display = ["id", "tenant", "ticket", "member", "send_at", "state", "why_held"]
    list_filter = ["tenant", "state"]
    list_select_related = ["tenant", "ticket", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=ticket__number", "member__user__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = A_TICKETS_NUMBER
    fields = [
        "tenant", "ticket", "member", "body", "attachments", "file_count", "send_at", "seen", "seen_merge",
        "state", "why_held", "message", "created_at",
    ]  # fmt: skip


@admin.register(BulkAction)
class BulkActionAdmin(ReadOnly, HubAdmin[BulkAction]):
    list_display = ["id", "tenant", "member", "verb", "state", "total", "done_count", "changed_count"]
    list_filter = ["tenant", "verb", "state", "is_single", "created_at"]
    list_select_related = ["tenant", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=id", "member__user__email"]
    search_numbers = ["pk"]
    fields = [
        "tenant", "member", "verb", "arguments_pretty", "is_single", "state", "total", "done_count",
        "changed_count", "created_at", "finished_at",
    ]  # fmt: skip
    arguments_pretty = pretty_json("arguments", "arguments")


@admin.register(BulkItem)
class BulkItemAdmin(ReadOnly, HubAdmin[BulkItem]):
    list_display = ["id", "bulk", "ticket", "state"]
    list_filter = ["state"]
    list_select_related = ["bulk", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__number", "=bulk__id"]
    search_numbers = ["pk", "ticket__number", "bulk__pk"]
    search_help_text = A_TICKETS_NUMBER
    fields = ["bulk", "ticket", "state", "before_pretty"]
    before_pretty = pretty_json("before", "before and after")


@admin.register(Reading)
class ReadingAdmin(ReadOnly, HubAdmin[Reading]):
    list_display = ["member", "ticket", "message"]
    list_select_related = ["member__user", "ticket"]
    list_filter = ["member__tenant"]
    ordering = ["-pk"]
    search_fields = ["=ticket__number", "member__user__email"]
    search_numbers = ["ticket__number"]
    search_help_text = A_TICKETS_NUMBER
    fields = ["member", "ticket", "message"]
