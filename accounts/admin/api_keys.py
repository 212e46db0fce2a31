from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.models import ApiKey


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, HubAdmin[ApiKey]):
    """Who may use the API. The key was shown once, its hash is nobody's business."""

    list_display = ["id", "tenant", "name", "start", "created_by", "created_at", "used_at", "revoked_at"]
    list_filter = ["tenant", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant", "created_by__user"]
    ordering = ["-pk"]
    search_fields = ["name", "=start", "created_by__user__email"]
    search_help_text = _("The name, how the key begins, or the address of who made it")
    fields = ["tenant", "name", "start", "created_by", "created_at", "used_at", "revoked_at"]
