from __future__ import annotations

import secrets

from django.db import models

from accounts.models import Member, Tenant
from accounts.querysets import TenantQuerySet
from conversations.models.attachment import StoredFile


def new_key() -> str:
    return secrets.token_hex(16)


class ArticleFile(StoredFile):
    """An image or a file that texts show by its address. When no version shows it, it goes."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32, unique=True, default=new_key, help_text="Names it in its address.")
    uploaded_by = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TenantQuerySet["ArticleFile"].as_manager()
