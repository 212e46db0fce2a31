from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from tickets.models import Notification, NotificationSettings


@admin.register(Notification)
class NotificationAdmin(ReadOnly, HubAdmin[Notification]):
    """To look at: whether a member was told of something, and whether it was mailed."""

    list_display = [
        "id",
        "happened_at",
        "tenant",
        "member",
        "ticket",
        "article",
        "kind",
        "read_at",
        "mailed_at",
    ]
    list_filter = ["tenant", "kind", "happened_at"]
    list_select_related = ["tenant", "member__user", "ticket", "article"]
    ordering = ["-pk"]
    search_fields = ["=member__user__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number, or the email of the member who was told")
    fields = [
        "tenant", "member", "ticket", "article", "kind", "actor", "by", "count", "data_pretty",
        "is_shown", "happened_at", "read_at", "mail_due_at", "mailed_at",
    ]  # fmt: skip
    data_pretty = pretty_json("data", _("data"))


@admin.register(NotificationSettings)
class NotificationSettingsAdmin(ReadOnly, HubAdmin[NotificationSettings]):
    list_display = ["member", "digest_minutes", "quiet_from", "quiet_until"]
    list_select_related = ["member__user"]
    search_fields = ["=member__user__email"]
    fields = ["member", "choices_pretty", "digest_minutes", "quiet_from", "quiet_until"]
    choices_pretty = pretty_json("choices", _("choices"))
