from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Audited, HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from tickets import admin_inbox, admin_joining, admin_sla  # noqa: F401
from tickets.csat import admin as csat_admin  # noqa: F401
from tickets.models import Category, Tag, Ticket, TicketCounter, TicketEvent
from tickets.notify import admin as notify_admin  # noqa: F401

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AI_FIELDS = (
    "handled_by",
    "ai_confidence",
    "ai_silent_since",
    "escalated_at",
    "escalation_reason",
    "ai_generated",
)
TIMES = ("created_at", "first_ai_reply_at", "first_member_reply_at", "latest_activity_at", "resolved_at")


class EventInline(ReadOnly, admin.TabularInline[TicketEvent, Ticket]):
    model = TicketEvent
    fields = ["created_at", "sentence"]
    ordering = ["pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TicketEvent]:
        return super().get_queryset(request).select_related("member__user")


@admin.register(Ticket)
class TicketAdmin(ReadOnly, HubAdmin[Ticket]):
    """To look at: work on a ticket is done at its page, where every change enters its timeline."""

    list_display = [
        "reference", "subject", "tenant", "customer", "status", "priority", "owner",
        "escalation_reason", "latest_activity_at",
    ]  # fmt: skip
    list_display_links = ["reference", "subject"]
    list_filter = ["tenant", "status", "priority", "channel__kind", "escalation_reason", "created_at"]
    list_select_related = ["tenant", "customer", "owner__user"]
    ordering = ["-pk"]
    search_fields = ["subject", "=customer__email", "=thread_key"]
    search_numbers = ["number", "pk"]
    search_help_text = _("The number, words of the subject, the customer's email, or the thread's key")
    fieldsets = [
        (None, {"fields": ["reference", "subject", "tenant", "channel", "customer", "transcript"]}),
        (_("Work"), {"fields": ["status", "priority", "owner", "team", "category", "tags", "snoozed_until"]}),
        (_("AI"), {"fields": AI_FIELDS}),
        (_("Times"), {"fields": TIMES}),
        (_("Source"), {"fields": ["thread_key", "source_pretty"]}),
    ]
    inlines = [EventInline]
    source_pretty = pretty_json("source", _("source"))

    @admin.display(description=_("handled by"))
    def handled_by(self, ticket: Ticket) -> StrOrPromise:
        return ticket.handled_by_label

    @admin.display(description=_("transcript"))
    def transcript(self, ticket: Ticket) -> SafeString:
        url = reverse("admin:conversations_message_changelist")
        return format_html('<a href="{}?discussion={}">{}</a>', url, ticket.discussion_id, _("Its messages"))


@admin.register(TicketEvent)
class TicketEventAdmin(ReadOnly, HubAdmin[TicketEvent]):
    list_display = ["id", "created_at", "tenant", "ticket", "sentence"]
    list_filter = ["tenant", "kind", "actor", "created_at"]
    list_select_related = ["tenant", "ticket", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=member__user__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number, or the email of the member who did it")
    fields = ["tenant", "ticket", "kind", "actor", "member", "data_pretty", "created_at"]
    data_pretty = pretty_json("data", _("data"))


class LabelAdmin(Audited, HubAdmin):
    list_display = ["name", "tenant"]
    list_filter = ["tenant"]
    list_select_related = ["tenant"]
    search_fields = ["name", "tenant__name", "tenant__slug"]
    autocomplete_fields = ["tenant"]
    fields = ["tenant", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Category | Tag | None = None) -> list[str]:
        return ["tenant"] if obj else []


@admin.register(Category)
class CategoryAdmin(LabelAdmin):
    pass


@admin.register(Tag)
class TagAdmin(LabelAdmin):
    pass


@admin.register(TicketCounter)
class TicketCounterAdmin(ReadOnly, HubAdmin[TicketCounter]):
    list_display = ["tenant", "latest"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name", "tenant__slug"]
    fields = ["tenant", "latest"]
