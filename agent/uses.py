"""Where an article is used: the answers that rest on it, and which of them its text no longer bears."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from agent.models import Run, RunPassage
from knowledge.models import Article, Passage
from knowledge.staleness import gone_from
from tickets.models import Ticket

PAGE = 10
COUNT_AT_MOST = 10_000


@dataclass(frozen=True)
class Use:
    """An answer that a customer got.

    `is_stale`: what it cites is no longer in the live text. `would_be`: the newest version, once it is
    published, would make it so.
    """

    run: Run
    is_stale: bool
    would_be: bool


@dataclass(frozen=True)
class Uses:
    """One page, newest first. What there is in all is counted no further than one past COUNT_AT_MOST."""

    rows: list[Use]
    count: int
    stale: int
    would_be: int
    older_than: int | None

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_AT_MOST


def uses_of(article: Article, *, before: int | None = None) -> Uses:
    cited = _cited_passages(article)
    stale = gone_from(article.published, cited)
    would_be = gone_from(article.latest, cited) - stale if article.has_unpublished_changes else set()
    keys = {passage.pk for passage in cited}
    page = _answers(keys).select_related("ticket", "answer", "member_draft__reply").order_by("-pk")
    found = list((page.filter(pk__lt=before) if before is not None else page)[: PAGE + 1])
    return Uses(
        rows=_with_marks(found[:PAGE], stale, would_be),
        count=_count(keys),
        stale=_count(stale),
        would_be=_count(would_be),
        older_than=found[PAGE - 1].pk if len(found) > PAGE else None,
    )


def _cited_passages(article: Article) -> list[Passage]:
    uses = RunPassage.objects.filter(passage__article=article, is_cited=True).values("passage")
    return list(Passage.objects.filter(pk__in=uses).only("pk", "version_id", "text"))


def _answers(passages: Collection[int]) -> QuerySet[Run]:
    """The runs that cite one of these and whose answer is there: the AI's, or a member's from its draft.

    Those of private tickets are left out, as everybody reads this list.
    """
    cite = RunPassage.objects.filter(passage__in=passages, is_cited=True).values("run")
    by_ai = Q(answer__isnull=False, answer__deleted_at=None)
    by_member = Q(member_draft__reply__isnull=False, member_draft__reply__deleted_at=None)
    return Run.objects.filter(by_ai | by_member, pk__in=cite, ticket__in=Ticket.objects.public())


def _count(passages: Collection[int]) -> int:
    return _answers(passages)[: COUNT_AT_MOST + 1].count() if passages else 0


def _with_marks(runs: Sequence[Run], stale: set[int], would_be: set[int]) -> list[Use]:
    cited: dict[int, set[int]] = {run.pk: set() for run in runs}
    pairs = RunPassage.objects.filter(run__in=cited, is_cited=True, passage__isnull=False)
    for run, passage in pairs.values_list("run", "passage"):
        cited[run].add(passage)
    return [Use(run, bool(cited[run.pk] & stale), bool(cited[run.pk] & would_be)) for run in runs]
