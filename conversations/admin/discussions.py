from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from conversations.models import Discussion, Participant


class ParticipantInline(ReadOnly, admin.TabularInline[Participant, Discussion]):
    model = Participant
    fields = ["customer", "member", "is_ai", "latest_read_id", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participant]:
        return super().get_queryset(request).select_related("customer", "member__user").order_by("pk")


@admin.register(Discussion)
class DiscussionAdmin(ReadOnly, HubAdmin[Discussion]):
    list_display = ["id", "tenant", "scope", "visibility", "owner", "created_at"]
    list_filter = ["tenant", "scope", "visibility", "created_at"]
    list_select_related = ["tenant", "owner__user"]
    ordering = ["-pk"]
    search_fields = ["=owner__user__email"]
    search_numbers = ["pk"]
    search_help_text = _("The id, or its owner's email")
    fields = ["tenant", "scope", "visibility", "owner", "created_at", "messages_link"]
    inlines = [ParticipantInline]

    @admin.display(description=_("messages"))
    def messages_link(self, discussion: Discussion) -> SafeString:
        url = reverse("admin:conversations_message_changelist")
        return format_html('<a href="{}?discussion={}">{}</a>', url, discussion.pk, _("Read them"))


@admin.register(Participant)
class ParticipantAdmin(ReadOnly, HubAdmin[Participant]):
    list_display = [
        "id",
        "tenant",
        "discussion",
        "customer",
        "member",
        "is_ai",
        "latest_read_id",
        "created_at",
    ]
    list_filter = ["tenant", "is_ai"]
    list_select_related = ["tenant", "discussion", "customer", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=customer__email", "=member__user__email"]
    search_numbers = ["pk", "discussion_id"]
    search_help_text = _("The id, the discussion's id, or the email of the customer or member")
    fields = ["tenant", "discussion", "customer", "member", "is_ai", "latest_read_id", "created_at"]
