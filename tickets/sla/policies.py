"""Which policy counts for a ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tickets.models import SlaPolicy, Ticket


def policies_of(tenant_id: int) -> list[SlaPolicy]:
    """What the tenant promises, in its order, with the hours it counts in; one query."""
    promised = SlaPolicy.objects.filter(tenant_id=tenant_id, removed_at=None)
    return list(promised.select_related("hours").order_by("position", "pk"))


def policy_for(ticket: Ticket, policies: Iterable[SlaPolicy]) -> SlaPolicy | None:
    """The first policy whose every filled condition matches. What is not known of a customer matches none."""
    return next((policy for policy in policies if _matches(policy, ticket)), None)


def _matches(policy: SlaPolicy, ticket: Ticket) -> bool:
    if policy.priorities and ticket.priority not in policy.priorities:
        return False
    if policy.channel_ids and ticket.channel_id not in policy.channel_ids:
        return False
    # The customer is looked at last: they may have to be read for it.
    if policy.segments and not _is_one_of(ticket.customer.segment, policy.segments):
        return False
    return not policy.plans or _is_one_of(ticket.customer.plan, policy.plans)


def _is_one_of(trait: str, wanted: Sequence[str]) -> bool:
    return trait.strip().casefold() in {value.strip().casefold() for value in wanted}
