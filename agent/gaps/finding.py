"""Looking for gaps: embed the questions that went unanswered, and gather those that ask the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Tenant
from agent.gaps.clustering import Cluster, cluster
from agent.models import Gap, GapQuestion, GapSearch, Outcome, Run
from ai.embeddings import embed_texts, model_name
from conversations import live
from conversations.jobs import Claim, enqueue
from tickets.models import EscalationReason, Ticket

WITHIN = timedelta(days=90)
QUESTIONS_AT_MOST = 2_000
BATCH = 64
CHARACTERS = 1_000
# One question alone is no gap yet.
SMALLEST = 2
UNANSWERED = (EscalationReason.NO_KNOWLEDGE, EscalationReason.LOW_CONFIDENCE)


@transaction.atomic
def start_search(tenant: Tenant) -> GapSearch:
    """Have the gaps looked for in the background; while that runs it is not started again."""
    GapSearch.objects.get_or_create(tenant=tenant)
    search = GapSearch.objects.select_for_update().get(tenant=tenant)
    if not search.is_running:
        begun = search.begin()
        key = f"agent.find_gaps:{tenant.pk}:{begun.timestamp():.6f}"
        enqueue("agent.find_gaps", key=key, tenant_id=tenant.pk)
        live.publish(tenant.pk, search.topic)
    return search


def start_where_something_is_new() -> int:
    """For each tenant with a question that is not among its gaps yet; returns how many."""
    new = _unanswered().filter(gap_question=None).values("tenant").distinct()
    tenants = list(Tenant.objects.filter(pk__in=new))
    for tenant in tenants:
        start_search(tenant)
    return len(tenants)


def find_gaps(claim: Claim, *, tenant_id: int) -> None:
    """Embed what is new, batch by batch, each kept at once, so that a killed worker's successor goes on; then
    gather all of it in the transaction that ends the job."""
    search = GapSearch.objects.select_related("tenant").get(tenant=tenant_id)
    _embed_new(search)
    with claim.finish():
        _gather(search.tenant)
        search.end()
        live.publish(tenant_id, search.topic)


def note_failure(*, tenant_id: int) -> None:
    search = GapSearch.objects.get(tenant=tenant_id)
    search.end("The questions could not be compared; the embedding model failed several times.")
    live.publish(tenant_id, search.topic)


def _unanswered() -> QuerySet[Run]:
    """Runs of the AI's turn that ended for want of knowledge, whose question is still there, for all to read.

    Where what was shown did not help, the question is that of its run; a mere "no" after it asks nothing.
    """
    recent = Run.objects.filter(purpose=Run.Purpose.TURN, created_at__gte=timezone.now() - WITHIN)
    for_want = Q(reason__in=UNANSWERED) & ~Q(reason=EscalationReason.LOW_CONFIDENCE, engine="")
    in_vain = Q(outcome__verdict=Outcome.Verdict.NOT_HELPED)
    return recent.filter(for_want | in_vain, message__deleted_at=None, ticket__in=Ticket.objects.public())


def _embed_new(search: GapSearch) -> None:
    runs = _unanswered().filter(tenant=search.tenant).order_by("-pk")
    newest = list(runs.values_list("pk", flat=True)[:QUESTIONS_AT_MOST])
    is_known = Q(gap_question__model=model_name())
    new = list(runs.filter(pk__in=newest).exclude(is_known).values_list("pk", flat=True))
    search.total, search.done = len(newest), len(newest) - len(new)
    search.save(update_fields=["total", "done"])
    for start in range(0, len(new), BATCH):
        _embed(search.tenant, new[start : start + BATCH])
        search.done += len(new[start : start + BATCH])
        search.save(update_fields=["done"])
        live.publish(search.tenant_id, search.topic)


def _embed(tenant: Tenant, keys: Sequence[int]) -> None:
    runs = list(Run.objects.filter(pk__in=keys).select_related("message").order_by("pk"))
    asked = [run.message.body[:CHARACTERS] for run in runs]
    vectors = embed_texts(asked, model=model_name(), charged_to=tenant)
    rows = [
        GapQuestion(tenant=tenant, run=run, vector=vector, model=model_name(), asked_at=run.created_at)
        for run, vector in zip(runs, vectors, strict=True)
    ]
    GapQuestion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["run"], update_fields=["vector", "model"]
    )


def _gather(tenant: Tenant) -> None:
    questions = GapQuestion.objects.for_tenant(tenant).filter(
        run__in=_unanswered().filter(tenant=tenant), model=model_name()
    )
    found = list(questions.order_by("-asked_at", "-pk")[:QUESTIONS_AT_MOST])[::-1]
    clusters = cluster(np.array([question.vector for question in found], dtype=np.float32)) if found else []
    large = [each for each in clusters if len(each.members) >= SMALLEST]
    kept = _keep(tenant, large, found)
    members = {question.pk for each in large for question in (found[one] for one in each.members)}
    GapQuestion.objects.for_tenant(tenant).exclude(pk__in=members).update(gap=None)
    gone = Gap.objects.for_tenant(tenant).exclude(pk__in=kept)
    gone.filter(state=Gap.State.OPEN).delete()
    gone.update(size=0, central=None)


def _keep(tenant: Tenant, clusters: Sequence[Cluster], found: Sequence[GapQuestion]) -> set[int]:
    """Each cluster becomes the gap that most of its questions were in, if it is not taken, or a new one."""
    kept: set[int] = set()
    for each in clusters:
        questions = [found[one] for one in each.members]
        before = Counter(question.gap_id for question in questions if question.gap_id not in (None, *kept))
        same = min(before, key=lambda gap: (-before[gap], gap or 0)) if before else None
        gap = Gap.objects.filter(pk=same or 0).first() or Gap(tenant=tenant)
        gap.size, gap.central = len(questions), found[each.central]
        gap.save()
        kept.add(gap.pk)
        GapQuestion.objects.filter(pk__in=[question.pk for question in questions]).update(gap=gap)
    return kept
