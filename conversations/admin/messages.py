from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from conversations.attachments import signed_path
from conversations.models import Attachment, DeletedText, Delivery, Message, MessageRevision, Reaction


class RevisionInline(ReadOnly, admin.TabularInline[MessageRevision, Message]):
    model = MessageRevision
    fields = ["created_at", "edited_by", "body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MessageRevision]:
        return super().get_queryset(request).select_related("edited_by__user")


class AttachmentInline(ReadOnly, admin.TabularInline[Attachment, Message]):
    model = Attachment
    fields = ["name", "content_type", "size", "created_at"]
    show_change_link = True


class ReactionInline(ReadOnly, admin.TabularInline[Reaction, Message]):
    model = Reaction
    fields = ["emoji", "member", "customer", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reaction]:
        return super().get_queryset(request).select_related("member__user", "customer")


class DeliveryInline(ReadOnly, admin.TabularInline[Delivery, Message]):
    model = Delivery
    fields = ["channel", "state", "error", "created_at", "sent_at"]
    show_change_link = True


@admin.register(Message)
class MessageAdmin(ReadOnly, HubAdmin[Message]):
    list_display = [
        "id",
        "created_at",
        "tenant",
        "discussion",
        "author",
        "author_name",
        "kind",
        "start",
        "state",
    ]
    list_filter = [
        "tenant",
        "author",
        "kind",
        ("edited_at", admin.EmptyFieldListFilter),
        ("deleted_at", admin.EmptyFieldListFilter),
        "created_at",
    ]
    list_select_related = ["tenant", "discussion", "customer", "member__user"]
    ordering = ["-pk"]
    # Bodies are not searched: no index answers that here. The ticket's own search reads them.
    search_fields = ["=customer__email", "=member__user__email", "=source_id"]
    search_numbers = ["pk", "discussion_id"]
    search_help_text = _("The id, the discussion's id, the author's email, or the id at its source")
    fields = [
        "tenant", "discussion", "author", "customer", "member", "kind", "parent", "body", "mentions",
        "source_id", "citations_pretty", "audience", "created_at", "edited_at", "deleted_at", "changed_at",
        "reacted_at",
    ]  # fmt: skip
    inlines = [RevisionInline, AttachmentInline, ReactionInline, DeliveryInline]
    citations_pretty = pretty_json("citations", _("citations"))

    @admin.display(description=_("name"))
    def author_name(self, message: Message) -> str:
        return message.author_name

    @admin.display(description=_("message"))
    def start(self, message: Message) -> str:
        return str(message)

    @admin.display(description=_("changed"))
    def state(self, message: Message) -> str:
        if message.is_deleted:
            return str(_("deleted"))
        return str(_("edited")) if message.edited_at else ""


@admin.register(MessageRevision)
class MessageRevisionAdmin(ReadOnly, HubAdmin[MessageRevision]):
    list_display = ["id", "created_at", "tenant", "message", "edited_by", "before"]
    list_filter = ["message__tenant", "created_at"]
    list_select_related = ["message__tenant", "edited_by__user"]
    search_fields = ["=edited_by__user__email"]
    search_numbers = ["pk", "message_id"]
    search_help_text = _("The id, the message's id, or the editor's email")
    fields = ["message", "edited_by", "created_at", "body"]

    @admin.display(description=_("tenant"))
    def tenant(self, revision: MessageRevision) -> str:
        return str(revision.message.tenant)

    @admin.display(description=_("before"))
    def before(self, revision: MessageRevision) -> str:
        return str(revision)


@admin.register(DeletedText)
class DeletedTextAdmin(ReadOnly, HubAdmin[DeletedText]):
    """Who deleted what and when; not what it said, which is on its way out."""

    list_display = ["id", "created_at", "tenant", "message", "deleted_by"]
    list_filter = ["message__tenant", "created_at"]
    list_select_related = ["message__tenant", "deleted_by__user"]
    ordering = ["-pk"]
    search_fields = ["=deleted_by__user__email"]
    search_numbers = ["pk", "message_id"]
    search_help_text = _("The id, the message's id, or the email of who deleted it")
    fields = ["message", "deleted_by", "created_at"]

    @admin.display(description=_("tenant"))
    def tenant(self, deleted: DeletedText) -> str:
        return str(deleted.message.tenant)


@admin.register(Attachment)
class AttachmentAdmin(ReadOnly, HubAdmin[Attachment]):
    list_display = ["id", "name", "tenant", "content_type", "bytes", "message", "created_at"]
    list_filter = ["tenant", ("message", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["tenant", "message"]
    ordering = ["-pk"]
    search_fields = ["name", "=sha256", "=content_type"]
    search_numbers = ["pk", "message_id", "discussion_id"]
    search_help_text = _(
        "The file's name, type or SHA-256, or an id: its own, its message's, its discussion's"
    )
    fields = [
        "tenant", "discussion", "message", "name", "content_type", "bytes", "sha256", "is_kept", "link",
        "created_at",
    ]  # fmt: skip

    @admin.display(description=_("size"))
    def bytes(self, attachment: Attachment) -> str:
        return filesizeformat(attachment.size)

    @admin.display(description=_("file"))
    def link(self, attachment: Attachment) -> SafeString:
        # The file's own address is no URL: files are outside the web root.
        return format_html('<a href="{}">{}</a>', signed_path(attachment), _("Open (link valid for an hour)"))


@admin.register(Reaction)
class ReactionAdmin(ReadOnly, HubAdmin[Reaction]):
    list_display = ["id", "emoji", "tenant", "message", "member", "customer", "created_at"]
    list_filter = ["tenant"]
    list_select_related = ["tenant", "message", "member__user", "customer"]
    ordering = ["-pk"]
    search_fields = ["=member__user__email", "=customer__email", "=emoji"]
    search_numbers = ["pk", "message_id"]
    search_help_text = _("The id, the message's id, an emoji, or the email of whoever reacted")
    fields = ["tenant", "message", "emoji", "member", "customer", "created_at"]
