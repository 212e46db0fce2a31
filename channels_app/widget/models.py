from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import models
from django.utils import timezone

from accounts.locking import lock
from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from conversations.models import Channel, Customer

# A visitor who comes back within this time finds their conversation again.
LIFETIME = timedelta(days=90)
SEEN_EVERY = timedelta(minutes=1)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class WidgetSession(models.Model):
    """One browser's right to its own thread in a widget, held by whoever has the token.

    The token itself is never stored. `thread_count` says which thread is the current one: a visitor
    may start another after the first.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="widget_sessions")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="widget_sessions")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    thread_count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    latest_seen_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantQuerySet["WidgetSession"].as_manager()

    def __str__(self) -> str:
        return f"Widget session {self.pk}"

    @property
    def is_open(self) -> bool:
        is_fresh = self.latest_seen_at > timezone.now() - LIFETIME
        return self.closed_at is None and is_fresh and self.channel.is_enabled

    @property
    def thread_key(self) -> str:
        """Names the current thread to the intake."""
        return self.thread_key_of(self.thread_count)

    def thread_key_of(self, number: int) -> str:
        return f"widget:{self.pk}:{number}"

    @property
    def topic(self) -> str:
        """Where the session hears of what concerns it rather than one of its threads."""
        return f"widget-session-{self.pk}"

    def locked(self) -> WidgetSession:
        """The session as it is now, held until the transaction ends: a merge may be moving its history."""
        return lock(self)

    def note_seen(self) -> None:
        now = timezone.now()
        if now - self.latest_seen_at > SEEN_EVERY:
            self.latest_seen_at = now
            self.save(update_fields=["latest_seen_at"])

    def close(self) -> None:
        self.closed_at = self.closed_at or timezone.now()
        self.save(update_fields=["closed_at"])
