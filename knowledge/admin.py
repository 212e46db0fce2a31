"""To look at: articles are written, shown and kept back on the content pages, which audit it and keep
their passages in step."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from knowledge import admin_governing  # noqa: F401
from knowledge.models import (
    Article,
    AudienceCondition,
    HelpVote,
    Import,
    ImportItem,
    Passage,
    PassageReading,
    Version,
)


class AudienceInline(ReadOnly, admin.TabularInline[AudienceCondition, Article]):
    model = AudienceCondition
    fields = ["countries", "plans", "segments"]


@admin.register(Article)
class ArticleAdmin(ReadOnly, HubAdmin[Article]):
    list_display = ["id", "title", "tenant", "kind", "category", "enabled", "is_live", "updated_at"]
    list_display_links = ["id", "title"]
    list_filter = ["tenant", "kind", "enabled", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["title", "=slug", "=external_id"]
    search_numbers = ["pk", "external_id"]
    search_help_text = _("Words of the title, the slug, or an id: ours, or where it was imported from")
    fields = [
        "tenant", "title", "slug", "kind", "category", "external_id", "source_url", "details_pretty",
        "enabled", "latest", "published", "pending", "pending_error", "created_by", "created_at", 
        "updated_at", "archived_at",
    ]  # fmt: skip
    inlines = [AudienceInline]
    details_pretty = pretty_json("details", _("details"))

    @admin.display(boolean=True, description=_("live"))
    def is_live(self, article: Article) -> bool:
        return article.is_live


@admin.register(AudienceCondition)
class AudienceConditionAdmin(ReadOnly, HubAdmin[AudienceCondition]):
    list_display = ["id", "article", "tenant", "countries", "plans", "segments"]
    list_filter = ["article__tenant"]
    list_select_related = ["article__tenant"]
    ordering = ["-pk"]
    search_fields = ["article__title"]
    search_numbers = ["pk", "article_id"]
    search_help_text = _("Words of the article's title, or an id: its own, its article's")
    fields = ["article", "countries", "plans", "segments"]

    @admin.display(description=_("tenant"))
    def tenant(self, condition: AudienceCondition) -> str:
        return str(condition.article.tenant)


@admin.register(Version)
class VersionAdmin(ReadOnly, HubAdmin[Version]):
    list_display = ["id", "title", "number", "tenant", "state", "author", "created_at", "published_at"]
    list_display_links = ["id", "title"]
    list_filter = ["tenant", "state", "created_at"]
    list_select_related = ["tenant", "author__user"]
    ordering = ["-pk"]
    search_fields = ["title", "=article__slug"]
    search_numbers = ["pk", "article_id"]
    search_help_text = _("Words of the title, the article's slug, or an id: its own, its article's")
    fields = [
        "tenant", "article", "number", "title", "body", "state", "author", "approved_by", "created_at",
        "published_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).defer("search")


@admin.register(Passage)
class PassageAdmin(ReadOnly, HubAdmin[Passage]):
    list_display = ["id", "title", "heading", "position", "tenant", "kind", "is_live"]
    list_display_links = ["id", "title"]
    list_filter = ["tenant", "is_live", "kind"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    # Texts are not searched: no index answers that here. The content pages' search reads them.
    search_fields = ["title", "heading"]
    search_numbers = ["pk", "article_id", "version_id"]
    search_help_text = _("Words of the title or heading, or an id: its own, its article's, its version's")
    fields = [
        "tenant",
        "article",
        "version",
        "kind",
        "position",
        "title",
        "heading",
        "text",
        "is_live",
        "embedding_model",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        heavy = ("search", "embedding", "sentences", "next_embedding", "next_sentences")
        return super().get_queryset(request).defer(*heavy)


@admin.register(PassageReading)
class PassageReadingAdmin(ReadOnly, HubAdmin[PassageReading]):
    list_display = ["pk", "version"]
    list_filter = ["passage__tenant", "version"]
    ordering = ["-pk"]
    search_numbers = ["pk"]
    search_help_text = _("The id of its passage")
    fields = ["passage", "version"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PassageReading]:
        return super().get_queryset(request).defer("data")


@admin.register(Import)
class ImportAdmin(ReadOnly, HubAdmin[Import]):
    list_display = ["id", "name", "tenant", "state", "member", "total", "done_count", "created_at"]
    list_display_links = ["id", "name"]
    list_filter = ["tenant", "state", "created_at"]
    list_select_related = ["tenant", "member__user"]
    ordering = ["-pk"]
    search_fields = ["name"]
    search_numbers = ["pk", "member_id"]
    search_help_text = _("Words of the file's name or address, or an id: its own, its member's")
    fields = [
        "tenant", "member", "name", "url", "state", "error", "publishes", "total", "done_count",
        "created_at", "finished_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Import]:
        return super().get_queryset(request).defer("upload")


@admin.register(ImportItem)
class ImportItemAdmin(ReadOnly, HubAdmin[ImportItem]):
    list_display = ["id", "origin", "title", "batch", "tenant", "plan", "outcome"]
    list_display_links = ["id", "origin"]
    list_filter = ["batch__tenant", "plan", "outcome"]
    list_select_related = ["batch__tenant"]
    ordering = ["-pk"]
    search_fields = ["origin", "title"]
    search_numbers = ["pk", "batch_id", "article_id"]
    search_help_text = _("Words of its origin or title, or an id: its own, its import's, its article's")
    fields = [
        "batch",
        "position",
        "origin",
        "title",
        "category",
        "size",
        "plan",
        "outcome",
        "reason",
        "article",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportItem]:
        return super().get_queryset(request).defer("entry")

    @admin.display(description=_("tenant"))
    def tenant(self, item: ImportItem) -> str:
        return str(item.batch.tenant)


@admin.register(HelpVote)
class HelpVoteAdmin(ReadOnly, HubAdmin[HelpVote]):
    list_display = ["id", "article", "tenant", "is_helpful", "comment", "day"]
    list_filter = ["tenant", "is_helpful", "day"]
    list_select_related = ["article", "tenant"]
    ordering = ["-pk"]
    search_fields = ["article__title"]
    search_numbers = ["pk", "article_id"]
    search_help_text = _("Words of the article's title, or an id: its own, its article's")
    fields = ["tenant", "article", "day", "is_helpful", "comment", "created_at"]
