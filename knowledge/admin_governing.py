"""To look at: how texts came to be live."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from knowledge.models import (
    ArticleFile,
    ContentSettings,
    EmbeddingSpace,
    Review,
    ReviewComment,
    ScheduledChange,
)
from knowledge.services import start_embedding


class CommentInline(ReadOnly, admin.TabularInline[ReviewComment, Review]):
    model = ReviewComment
    fields = ["created_at", "author", "version", "body"]


@admin.register(Review)
class ReviewAdmin(ReadOnly, HubAdmin[Review]):
    list_display = ["id", "article", "tenant", "state", "asked_by", "asked_at", "decided_by", "decided_at"]
    list_filter = ["tenant", "state", "asked_at"]
    list_select_related = ["tenant", "article", "asked_by__user", "decided_by__user"]
    ordering = ["-pk"]
    search_fields = ["article__title", "=article__slug"]
    search_numbers = ["pk", "article_id", "version_id"]
    search_help_text = _("Words of the article's title, its slug, or an id: its own, its article's")
    fields = [
        "tenant", "article", "version", "state", "asked_by", "asked_at", "publish_at", "decided_by",
        "decided_at", "reason",
    ]  # fmt: skip
    inlines = [CommentInline]


@admin.register(ReviewComment)
class ReviewCommentAdmin(ReadOnly, HubAdmin[ReviewComment]):
    list_display = ["id", "created_at", "review", "author", "body"]
    list_select_related = ["review", "author__user"]
    ordering = ["-pk"]
    search_numbers = ["pk", "review_id"]
    search_help_text = _("An id: its own, its review's")
    fields = ["review", "version", "author", "created_at", "body"]


@admin.register(ArticleFile)
class ArticleFileAdmin(ReadOnly, HubAdmin[ArticleFile]):
    list_display = ["id", "name", "tenant", "content_type", "size", "uploaded_by", "created_at"]
    list_filter = ["tenant", "content_type", "created_at"]
    list_select_related = ["tenant", "uploaded_by__user"]
    ordering = ["-pk"]
    search_fields = ["name", "=key"]
    search_numbers = ["pk"]
    search_help_text = _("Words of the name, the key in its address, or the id")
    fields = ["tenant", "name", "key", "content_type", "size", "sha256", "uploaded_by", "created_at"]


@admin.register(ScheduledChange)
class ScheduledChangeAdmin(ReadOnly, HubAdmin[ScheduledChange]):
    list_display = ["id", "at", "kind", "article", "tenant", "state", "by"]
    list_filter = ["tenant", "state", "kind", "at"]
    list_select_related = ["tenant", "article", "by__user"]
    ordering = ["-pk"]
    search_fields = ["article__title", "=article__slug"]
    search_numbers = ["pk", "article_id", "version_id"]
    search_help_text = _("Words of the article's title, its slug, or an id: its own, its article's")
    fields = ["tenant", "article", "kind", "version", "at", "by", "state", "why", "created_at", "settled_at"]


@admin.register(EmbeddingSpace)
class EmbeddingSpaceAdmin(ReadOnly, HubAdmin[EmbeddingSpace]):
    """By which model each tenant's passages are searched, and how far they are on the way to another."""

    list_display = ["tenant", "model", "target", "done", "total", "started_at", "finished_at", "error"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name"]
    fields = [
        "tenant", "model", "target", "everything", "done", "total", "started_by", "started_at", "finished_at",
        "error",
    ]  # fmt: skip
    actions = ["embed_again"]

    @admin.action(description=_("Embed all passages with the model that is set"), permissions=["operate"])
    def embed_again(self, request: HttpRequest, queryset: QuerySet[EmbeddingSpace]) -> None:
        for space in queryset.select_related("tenant"):
            start_embedding(tenant=space.tenant, by=None, again=not space.is_outdated)
        self.message_user(request, _("It runs in the background."), messages.SUCCESS)


@admin.register(ContentSettings)
class ContentSettingsAdmin(ReadOnly, HubAdmin[ContentSettings]):
    list_display = ["tenant", "approval"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name"]
    fields = ["tenant", "approval"]
