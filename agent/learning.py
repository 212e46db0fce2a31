"""What a tenant's customers say of the AI's answers and offers makes its confidence more careful, never less.

The shipped confidence was measured before it met this tenant's customers. Here the log-odds are moved by one
number, the one under which the confidences of the confirmed outcomes add up to those that helped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Tenant
from agent.models import Learned, Outcome
from agent.models.learned import SUREST

# Of a hundred answers that are right nine times in ten, the share varies by 3 points either way (one standard
# error): as much as a threshold has been seen to lose on new data. With fewer, chance would be learned.
ENOUGH = 100
# Customers, articles and questions change: older outcomes say little of today.
LOOKED_BACK = timedelta(days=180)
NEWEST = 2000
NEWTON_STEPS = 30


def learned_of(tenant_id: int, kind: str, engine: str) -> Learned:
    """What was learned so far; nothing yet is a shift of 0."""
    found = Learned.objects.filter(tenant=tenant_id, kind=kind, engine=engine).first()
    return found or Learned(tenant_id=tenant_id, kind=kind, engine=engine, examples=0, helped=0)


def learn_where_enough() -> int:
    """Learn anew for every tenant with confirmed outcomes; returns how many shifts are kept."""
    since = timezone.now() - LOOKED_BACK
    confirmed = Outcome.objects.confirmed().filter(created_at__gt=since)
    tenants = Tenant.objects.filter(pk__in=confirmed.values("tenant"))
    return sum(len(learn(tenant)) for tenant in tenants)


@transaction.atomic
def learn(tenant: Tenant) -> list[Learned]:
    """What the tenant's confirmed outcomes say of each engine's answers, and of offers.

    A kind with fewer than ENOUGH of them is left as it ships.
    """
    since = timezone.now() - LOOKED_BACK
    kept = []
    for (kind, engine), outcomes in _confirmed(tenant, since).items():
        if len(outcomes) < ENOUGH:
            continue
        said = [confidence for confidence, _helped in outcomes]
        helped = [helped for _confidence, helped in outcomes]
        learned, _is_new = Learned.objects.update_or_create(
            tenant=tenant,
            kind=kind,
            engine=engine,
            defaults={
                "shift": shift_of(said, helped),
                "examples": len(outcomes),
                "helped": sum(helped),
                "learned_at": timezone.now(),
            },
        )
        kept.append(learned)
    return kept


def shift_of(said: Sequence[float], helped: Sequence[bool]) -> float:
    """The shift of the log-odds, 0 at most, that makes these outcomes most likely.

    One example more that was right and one that was wrong, at even odds, keep it finite.
    """
    odds = [math.log(p / (1 - p)) for p in (min(max(p, 1 - SUREST), SUREST) for p in said)] + [0.0, 0.0]
    right = sum(helped) + 1
    shift = 0.0
    for _step in range(NEWTON_STEPS):
        chances = [1 / (1 + math.exp(-(one + shift))) for one in odds]
        step = (right - sum(chances)) / max(sum(p * (1 - p) for p in chances), 1e-6)
        shift += max(-2.0, min(2.0, step))
        if abs(step) < 1e-6:
            break
    return round(min(0.0, shift), 4)


def _confirmed(tenant: Tenant, since: datetime) -> dict[tuple[str, str], list[tuple[float, bool]]]:
    """Confidence and whether it helped, by kind and engine. An offer is always the local model's."""
    rows = Outcome.objects.for_tenant(tenant).confirmed().filter(created_at__gt=since)
    newest = rows.order_by("-pk").values_list("kind", "run__engine", "confidence", "verdict")[:NEWEST]
    found: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    for kind, engine, confidence, verdict in newest:
        key = (kind, "local" if kind == Outcome.Kind.OFFER else engine)
        if confidence is not None:
            found.setdefault(key, []).append((confidence, verdict == Outcome.Verdict.HELPED))
    return found
