from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from accounts.models import Tenant
from accounts.querysets import TenantQuerySet
from conversations.models.customer import Customer
from conversations.models.discussion import Discussion
from conversations.models.message import Message

# What telephones take pictures and films in; most browsers can only download it.
SHOWN_BY_FEW = {"image/heic", "image/heif", "video/quicktime"}


def storage_path(attachment: StoredFile, name: str) -> str:
    """A path nobody can guess; the person's file name is kept in the row only."""
    return f"{attachment.tenant_id}/{secrets.token_hex(16)}"


class StoredFile(models.Model):
    """A file that somebody sent, outside the web root, as it was checked on the way in."""

    # Each kind of file has a tenant of its own.
    tenant_id: int

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=storage_path)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.kind == "image"

    @property
    def kind(self) -> str:
        """How it can be shown: `image`, `audio`, `video`, `pdf`, `text` or `file`."""
        if self.content_type == "application/pdf":
            return "pdf"
        family = self.content_type.partition("/")[0]
        is_shown = family in ("image", "audio", "video", "text") and self.content_type not in SHOWN_BY_FEW
        return family if is_shown else "file"


class Attachment(StoredFile):
    """A file of a message. Until its message is posted, `message` is empty; a customer's file waits without a
    discussion too, as their first message has yet to open one."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="attachments")
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Whose file it is until a message of theirs takes it.",
    )
    is_kept = models.BooleanField(
        default=False, help_text="A message that is sent later takes it: it is not forgotten until then."
    )

    objects = TenantQuerySet["Attachment"].as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["customer"], condition=Q(customer__isnull=False), name="attachment_customer"
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.message_id is None
