from __future__ import annotations

import hashlib
import secrets

from django.db import models

from accounts.models.member import Member
from accounts.models.tenant import Tenant
from accounts.querysets import TenantQuerySet

PREFIX = "hub_"
SHOWN_CHARACTERS = 10


def hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKey(models.Model):
    """Lets a program act for a tenant. The key itself is shown once; only its hash is kept."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(max_length=SHOWN_CHARACTERS, editable=False)
    created_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["ApiKey"].as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def make_key(self) -> str:
        """Give it a key; return it, for it can not be read again. Does not save."""
        key = PREFIX + secrets.token_urlsafe(32)
        self.key_hash, self.start = hash_key(key), key[:SHOWN_CHARACTERS]
        return key
