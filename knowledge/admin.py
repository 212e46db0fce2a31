from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from knowledge.models import Article, AudienceCondition, Passage, Version

ARTICLE_EDITABLE = ["category", "source_url", "details"]
ARTICLE_READ_ONLY = [
    "tenant", "title", "slug", "kind", "external_id", "enabled", "latest", "published", "pending",
    "pending_error", "created_by", "created_at", "updated_at", "archived_at",
]  # fmt: skip


class ReadOnly(admin.ModelAdmin):
    """Texts and passages are made by services; here they are read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AudienceInline(admin.TabularInline):
    model = AudienceCondition
    extra = 0


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """What decides whether passages are live is changed on the content pages, which keep them in step."""

    list_display = ["title", "tenant", "kind", "category", "enabled", "is_live", "updated_at"]
    list_filter = ["kind", "enabled", ("archived_at", admin.EmptyFieldListFilter), "tenant"]
    list_select_related = ["tenant"]
    search_fields = ["title", "slug", "external_id"]
    date_hierarchy = "updated_at"
    show_full_result_count = False
    inlines = [AudienceInline]
    fields = [*ARTICLE_EDITABLE, *ARTICLE_READ_ONLY]
    readonly_fields = ARTICLE_READ_ONLY
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(boolean=True, description="live")
    def is_live(self, article: Article) -> bool:
        return article.is_live


@admin.register(AudienceCondition)
class AudienceConditionAdmin(admin.ModelAdmin):
    list_display = ["article", "countries", "plans", "segments"]
    list_select_related = ["article"]
    search_fields = ["article__title"]
    autocomplete_fields = ["article"]


@admin.register(Version)
class VersionAdmin(ReadOnly):
    list_display = ["title", "number", "tenant", "state", "author", "created_at", "published_at"]
    list_filter = ["state", "tenant"]
    list_select_related = ["tenant", "author__user"]
    search_fields = ["title", "article__slug"]
    date_hierarchy = "created_at"
    show_full_result_count = False
    exclude = ["search"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        return super().get_queryset(request).defer("search")


@admin.register(Passage)
class PassageAdmin(ReadOnly):
    list_display = ["title", "heading", "position", "tenant", "kind", "is_live"]
    list_filter = ["is_live", "kind", "tenant"]
    list_select_related = ["tenant"]
    search_fields = ["title", "heading", "text"]
    show_full_result_count = False
    exclude = ["search", "embedding"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Passage]:
        return super().get_queryset(request).defer("search", "embedding")
