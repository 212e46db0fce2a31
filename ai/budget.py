"""What a tenant may spend on providers in a month."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from accounts.models import Tenant
from ai.errors import ProviderError
from ai.models import AISettings, ModelCall


def check_budget(tenant: Tenant) -> None:
    """Raises ProviderError `budget_spent` when this month's calls have cost what the tenant allows.

    Calls that run at the same time all begin, so the last ones may go past it by what they cost.
    """
    budget = AISettings.of(tenant).monthly_budget
    if budget is not None and spent_this_month(tenant) >= budget:
        raise ProviderError("budget_spent", f"This month's budget of {budget} US dollars is spent.")


def spent_this_month(tenant: Tenant, now: datetime | None = None) -> Decimal:
    """US dollars since the month began, in UTC; calls of models without a known price count as nothing."""
    now = now or timezone.now()
    began = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    calls = ModelCall.objects.for_tenant(tenant).filter(created_at__gte=began)
    return calls.aggregate(cost=Sum("cost"))["cost"] or Decimal(0)
