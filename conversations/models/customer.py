from __future__ import annotations

from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from conversations.text import in_words

CLAIMS_SHOWN = 8
RECORDING = "session_recording_url"


class Customer(models.Model):
    """Who writes in: a known person, or an anonymous visitor with traits.

    `is_verified` says that the identity was proved (a signature, a signed-in mailbox); what an
    unverified visitor says of themselves is only claimed.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="customers")
    external_id = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    company = models.CharField(max_length=120, blank=True)
    plan = models.CharField(max_length=50, blank=True)
    segment = models.CharField(max_length=50, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    language = models.CharField(max_length=10, blank=True)
    traits = models.JSONField(default=dict, blank=True)
    is_verified = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    latest_seen_at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Customer"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "email"]),
            models.Index(
                fields=["tenant", "company"], condition=~models.Q(company=""), name="customer_company"
            ),
            models.Index(
                fields=["tenant", "segment"], condition=~models.Q(segment=""), name="customer_segment"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "external_id"],
                condition=~models.Q(external_id="") & models.Q(is_verified=True),
                name="customer_verified_once",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_anonymous(self) -> bool:
        return not (self.name or self.email or self.external_id)

    @property
    def display_name(self) -> str:
        return self.name or self.email or self.external_id or _("Visitor %(number)s") % {"number": self.pk}

    @property
    def recording_url(self) -> str:
        """Where a recording of their latest visit is said to be; "" for anything but an https address."""
        url = str(self.traits.get("claimed", {}).get(RECORDING, ""))
        return url if _is_https(url) else ""

    @property
    def recording_host(self) -> str:
        return urlsplit(self.recording_url).hostname or ""

    @property
    def claims(self) -> list[tuple[str, str]]:
        """What was said of them and never proved, beyond what they are called: a few names, short values.

        A proved identity proves none of it: the page they are on says it, and the page is in their hands.
        """
        own = {"name": self.name, "email": self.email, RECORDING: self.recording_url}
        told = self.traits.get("claimed", {})
        said = [
            (name, in_words(value)) for name, value in told.items() if value not in (None, "", own.get(name))
        ]
        return [claim for claim in said if claim[1]][:CLAIMS_SHOWN]


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    # Signing in as somebody (user@host) is what an address does that wants to look like another.
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
