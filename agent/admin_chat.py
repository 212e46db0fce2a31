"""What the AI saw in chats, and what became of it."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from agent.models import ChatAlert, ChatAnalysis, ChatContext, SuggestionFeedback, TicketSuggestion


@admin.register(ChatAnalysis)
class ChatAnalysisAdmin(ReadOnly, HubAdmin[ChatAnalysis]):
    list_display = [
        "id",
        "created_at",
        "tenant",
        "ticket",
        "state",
        "found",
        "engine",
        "error",
        "duration_ms",
    ]
    list_filter = ["tenant", "state", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number", "message_id"]
    search_help_text = _("The id, the ticket's number, the message's id or the customer's email")
    fields = [
        "tenant", "ticket", "message", "state", "found", "engine", "model", "fallback_from", "error",
        "duration_ms", "created_at", "insights_pretty",
    ]  # fmt: skip
    insights_pretty = pretty_json("insights", _("insights"))


@admin.register(ChatContext)
class ChatContextAdmin(ReadOnly, HubAdmin[ChatContext]):
    list_display = ["id", "updated_at", "tenant", "ticket"]
    list_filter = ["tenant"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number or the customer's email")
    fields = ["tenant", "ticket", "updated_at", "short_term_pretty", "long_term_pretty"]
    short_term_pretty = pretty_json("short_term", _("latest messages"))
    long_term_pretty = pretty_json("long_term", _("what it came to"))


@admin.register(TicketSuggestion)
class TicketSuggestionAdmin(ReadOnly, HubAdmin[TicketSuggestion]):
    list_display = ["id", "created_at", "tenant", "ticket", "state", "priority", "category", "confidence"]
    list_filter = ["tenant", "state", "priority", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number", "created_ticket__number"]
    search_help_text = _("The id, a number of the chat's or the created ticket, or the customer's email")
    fields = [
        "tenant", "ticket", "state", "title", "summary", "priority", "category", "confidence", "message_ids",
        "created_ticket", "repeats", "is_modified", "decided_by", "decided_at", "created_at", "shown_at",
    ]  # fmt: skip


@admin.register(SuggestionFeedback)
class SuggestionFeedbackAdmin(ReadOnly, HubAdmin[SuggestionFeedback]):
    list_display = ["id", "created_at", "tenant", "suggestion", "rating", "member"]
    list_filter = ["tenant", "rating", "created_at"]
    list_select_related = ["tenant", "suggestion", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=member__user__email"]
    search_numbers = ["pk", "suggestion_id"]
    search_help_text = _("An id, its own or its suggestion's, or the member's email")
    fields = ["tenant", "suggestion", "member", "rating", "comment", "created_at"]


@admin.register(ChatAlert)
class ChatAlertAdmin(ReadOnly, HubAdmin[ChatAlert]):
    list_display = ["id", "opened_at", "tenant", "kind", "value", "closed_at"]
    list_filter = ["tenant", "kind"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_numbers = ["pk"]
    search_fields = ["tenant__name"]
    search_help_text = _("The id, or words of the tenant's name")
    fields = ["tenant", "kind", "value", "opened_at", "closed_at"]
