from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member, Tenant
from conversations.markup import plain_text
from conversations.models.customer import Customer
from conversations.models.discussion import Discussion
from conversations.querysets import MessageQuerySet

if TYPE_CHECKING:
    from conversations.models.attachment import Attachment
    from conversations.models.reaction import Reaction


class Message(models.Model):
    """One entry of a discussion. `body` is Markdown as written; `html` is its cleaned rendering.

    `source_id` names the message at its source (the widget's client id, Slack's ts): the same one
    in the same discussion is the same message.
    """

    class Author(models.TextChoices):
        CUSTOMER = "customer", gettext_lazy("Customer")
        AI = "ai", gettext_lazy("AI")
        MEMBER = "member", gettext_lazy("Member")
        SYSTEM = "system", gettext_lazy("System")

    class Kind(models.TextChoices):
        PUBLIC = "public", gettext_lazy("Message")
        NOTE = "note", gettext_lazy("Private note")

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="messages")
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=10, choices=Author.choices)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PUBLIC)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    body = models.TextField()
    html = models.TextField(editable=False)
    mentions = models.ManyToManyField(Member, blank=True, related_name="mentioned_in")
    source_id = models.CharField(max_length=255, blank=True)
    citations = models.JSONField(default=list, blank=True)
    audience = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=gettext_lazy("In a discussion that customers share: the only one of them who sees it."),
    )
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=gettext_lazy(
            "When what a reader has of it went stale: edited, deleted, restored or moved."
        ),
    )

    reacted_at = models.DateTimeField(
        null=True, blank=True, help_text=gettext_lazy("When a reaction to it came or went.")
    )

    objects = MessageQuerySet["Message"].as_manager()

    # Of a transcript's messages only (MessageQuerySet.for_transcript, tickets.transcript).
    file_keys: list[int]
    reaction_keys: list[int]
    files: list[Attachment]
    given: list[Reaction]

    class Meta:
        indexes = [
            models.Index(fields=["discussion", "id"]),
            models.Index(fields=["audience"], condition=Q(audience__isnull=False), name="message_audience"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "source_id"], condition=~Q(source_id=""), name="message_source_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(author="customer", customer__isnull=False, member__isnull=True)
                    | Q(author="member", customer__isnull=True, member__isnull=False)
                    | Q(author__in=["ai", "system"], customer__isnull=True, member__isnull=True)
                ),
                name="message_author_matches",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_note(self) -> bool:
        return self.kind == self.Kind.NOTE

    def in_a_line(self, length: int) -> str:
        """What it says on one line; of a message without words, what its files are called."""
        if self.body or self.is_deleted:
            return plain_text(self.body, length)
        return ", ".join(file.name for file in self.attachments.all())[:length]

    @property
    def author_name(self) -> str:
        if self.member is not None:
            return self.member.name
        if self.customer is not None:
            return self.customer.display_name
        return _("AI") if self.author == self.Author.AI else _("System")


class MessageRevision(models.Model):
    """What a message said before an edit."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    edited_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.body[:60]


class DeletedText(models.Model):
    """What a deleted message said, for as long as its deletion can be taken back."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="deleted_text")
    body = models.TextField()
    subject = models.CharField(
        max_length=200,
        blank=True,
        help_text=gettext_lazy("What the ticket was called that was named after it."),
    )
    deleted_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Deleted text {self.pk}"
