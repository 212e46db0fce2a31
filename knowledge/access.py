from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Member
from knowledge.models import Article, ArticleFile, Import, ImportItem, Review, ScheduledChange, Version
from knowledge.services import open_review_of


def get_article(member: Member, slug: str) -> Article:
    """An article of the member's tenant, archived ones too; 404 otherwise."""
    return get_object_or_404(Article.objects.for_tenant(member.tenant).for_reading(), slug=slug)


def get_version(article: Article, number: int) -> Version:
    versions = Version.objects.filter(article=article).select_related("author__user", "approved_by__user")
    return get_object_or_404(versions, number=number)


def get_open_review(article: Article) -> Review:
    """The review of the article that is open; 404 where there is none."""
    review = open_review_of(article)
    if review is None:
        raise Http404
    return review


def get_scheduled(article: Article, pk: int) -> ScheduledChange:
    changes = ScheduledChange.objects.filter(article=article).select_related("article", "version")
    return get_object_or_404(changes, pk=pk)


def get_import(member: Member, pk: int) -> Import:
    imports = Import.objects.for_tenant(member.tenant).select_related("tenant", "member__user")
    return get_object_or_404(imports.defer("upload"), pk=pk)


def get_import_item(batch: Import, pk: int) -> ImportItem:
    """An item that can still be looked at; 404 for one that was refused, taken or left out."""
    items = batch.items.exclude(entry={}).select_related("batch__tenant", "article__latest")
    return get_object_or_404(items, pk=pk)


def get_article_file(key: str) -> ArticleFile:
    """A file by the key in its address, whoever asks: the view says who may have it."""
    return get_object_or_404(ArticleFile.objects.select_related("tenant"), key=key)


def is_for_anybody(file: ArticleFile) -> bool:
    """Whether the live text of an article that anybody may read shows it."""
    articles = Article.objects.public().exclude(kind=Article.Kind.KNOWN_ISSUE)
    return articles.filter(tenant=file.tenant_id, published__files=file).exists()
