from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Q

from accounts.querysets import TenantQuerySet
from ai.local.library import VERSION

if TYPE_CHECKING:
    from knowledge.audience import Traits
    from knowledge.models import Version

Row = TypeVar("Row", bound=models.Model, covariant=True)


class ArticleQuerySet(TenantQuerySet[Row]):
    def current(self) -> Self:
        return self.filter(archived_at=None)

    def public(self) -> Self:
        """What anybody on the internet may read: published, enabled, for everybody."""
        return self.current().filter(enabled=True, published__isnull=False, audience=None)

    def readable_by(self, traits: Traits) -> Self:
        """Published, enabled, and for everybody or for customers like this one. As in searching.py."""
        known = traits.folded()
        matches = Q()
        for name, trait in (("countries", "country"), ("plans", "plan"), ("segments", "segment")):
            matches &= Q(**{name: []}) | Q(**{f"{name}__contains": [known[trait]]})
        conditions = apps.get_model("knowledge.AudienceCondition")._default_manager.filter(
            article=models.OuterRef("pk")
        )
        is_reader = ~models.Exists(conditions) | models.Exists(conditions.filter(matches))
        return self.current().filter(is_reader, enabled=True, published__isnull=False)

    def in_state(self, state: str) -> Self:
        """`live`, `review`, `held`, `off`, `draft` (never live), `changed` (since then), `archived`."""
        if state == "archived":
            return self.exclude(archived_at=None)
        condition = {
            "live": Q(published__isnull=False, enabled=True),
            "off": Q(enabled=False),
            "review": Q(latest__state="in_review"),
            "held": ~Q(latest__findings=[]) & Q(latest__released_at=None, latest__isnull=False),
            "draft": Q(published=None),
            "changed": Q(published__isnull=False) & ~Q(latest=models.F("published")),
        }.get(state, Q())
        return self.current().filter(condition)

    def matching(self, words: str) -> Self:
        """The words in the newest version's title or body, or the title has them as written."""
        query = SearchQuery(words, config="english", search_type="websearch")
        return self.filter(Q(latest__search=query) | Q(title__icontains=words))

    def for_list(self) -> Self:
        """With what a row shows, and without the texts, which may be 200 kB each."""
        heavy = ("body", "search")
        unseen = [f"{version}__{name}" for version in ("latest", "published", "pending") for name in heavy]
        return (
            self.select_related("latest__author__user", "published", "pending")
            .defer(*unseen)
            .prefetch_related("audience")
        )

    def for_reading(self) -> Self:
        people = ("latest__author__user", "published__author__user", "published__approved_by__user")
        return self.select_related("tenant", "pending", *people).prefetch_related("audience")


class PassageQuerySet(TenantQuerySet[Row]):
    def live(self) -> Self:
        return self.filter(is_live=True)

    def unread(self) -> Self:
        """Those that the local engine, as it is now, has not read ahead."""
        return self.exclude(reading__version=VERSION)


class VersionQuerySet(TenantQuerySet[Row]):
    def with_text_of(self, version: Version) -> Self:
        return self.filter(title=version.title, body=version.body)
