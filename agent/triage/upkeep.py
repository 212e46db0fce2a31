"""What triage needs from time to time: measured issues, learned categories, and old triages forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Tenant
from agent.models import CategoryModel, IssueProfile, TriageSettings, TriageThread
from agent.triage.profile import fingerprint, is_stale
from agent.triage.training import has_enough_new
from conversations.jobs import enqueue

FORGOTTEN_AT_ONCE = 1_000


def start_what_is_due() -> None:
    """A job for each tenant whose known issues changed, or whose tickets teach something new."""
    for tenant in Tenant.objects.all():
        if is_stale(tenant):
            # Anew for passages that come back as they were, and an hour after it failed.
            measured = IssueProfile.objects.filter(tenant=tenant).values_list("made_at", flat=True).first()
            since = f"{measured:%Y%m%d%H%M%S%f}" if measured else "never"
            key = (
                f"measure-issues:{tenant.pk}:{fingerprint(tenant)[:16]}:{since}:{timezone.now():%Y-%m-%dT%H}"
            )
            enqueue("agent.measure_issues", key=key, tenant_id=tenant.pk)
        if has_enough_new(tenant):
            made = CategoryModel.objects.for_tenant(tenant).count()
            key = f"train-categories:{tenant.pk}:{made}:{timezone.now():%Y-%m-%d}"
            enqueue("agent.train_categories", key=key, tenant_id=tenant.pk)


def forget_old_triages() -> int:
    """Those older than their tenant keeps them; returns how many."""
    forgotten = 0
    for tenant in Tenant.objects.all():
        before = timezone.now() - timedelta(days=TriageSettings.of(tenant).keep_days)
        old = TriageThread.objects.for_tenant(tenant).filter(created_at__lt=before)
        while keys := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
            TriageThread.objects.filter(pk__in=keys).delete()
            forgotten += len(keys)
    return forgotten
