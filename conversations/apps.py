from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Member
    from conversations.models import Discussion


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        # Any process may be asked to do a job, so every app's handlers are known in each.
        autodiscover_modules("tasks")
        self._guard_topics()

    def _guard_topics(self) -> None:
        from conversations.live.guarding import guard
        from conversations.models import Discussion

        def closed(member: Member, discussions: set[int]) -> QuerySet[Discussion, int]:
            shut = Discussion.objects.closed_to(member).filter(pk__in=discussions)
            return shut.values_list("pk", flat=True)

        guard("discussion", "delivery", closed=closed)
