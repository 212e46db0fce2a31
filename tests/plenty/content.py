"""Articles, their versions, imports and votes."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Member
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
from knowledge.services import create_article
from tests.knowledge.rows import add_governing
from tests.urlwalk import Things, publish_unembedded


def add_content(article: Article, member: Member, number: int) -> Passage:
    """A newer version, approved and not live yet, with its passage."""
    version = Version.objects.create(
        tenant=article.tenant,
        article=article,
        number=number + 1,
        title=article.title,
        body=f"Text {number}.",
        author=member,
        approved_by=member,
    )
    article.latest = version
    article.save()
    add_governing(article, member)
    passage = Passage.objects.create(
        tenant=article.tenant,
        article=article,
        version=version,
        kind=article.kind,
        position=0,
        title=article.title,
        text=version.body,
    )
    PassageReading.objects.create(passage=passage, version=1, data=b"read")
    return passage


def add_import(things: Things, owner: Member, number: int) -> None:
    ImportItem.objects.create(
        batch=things.content_import,
        position=number,
        origin=f"{number}.md",
        title="Invoices",
        plan=ImportItem.Plan.UPDATE,
        article=Article.objects.filter(tenant=owner.tenant).latest("pk"),
    )
    Import.objects.create(tenant=owner.tenant, member=owner, name=f"{number}.md", state="done")
    for article in (things.article, things.help_article):
        HelpVote.objects.create(
            tenant=owner.tenant,
            article=article,
            visitor=f"{number}",
            day=timezone.now().date(),
            is_helpful=False,
            comment="Too short.",
        )


def add_article(member: Member, number: int) -> None:
    article = create_article(
        tenant=member.tenant,
        title=f"Article {number}",
        body="Text.",
        by=member,
        category=f"Category {number}",
    )
    publish_unembedded(article)
    add_content(article, member, number)
    AudienceCondition.objects.create(article=article, plans=["pro"])
