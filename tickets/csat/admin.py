from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from tickets.models import Csat


@admin.register(Csat)
class CsatAdmin(ReadOnly, HubAdmin[Csat]):
    """To look at: only the customer rates."""

    list_display = ["id", "asked_at", "tenant", "ticket", "about", "member", "rating", "answered_at"]
    list_filter = ["tenant", "about", "rating", "asked_at"]
    list_select_related = ["tenant", "ticket", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=member__user__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number, or the email of the member it is about")
    fields = ["tenant", "ticket", "about", "member", "rating", "comment", "asked_at", "answered_at"]
