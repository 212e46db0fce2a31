"""Changes of policies and business hours: each enters the audit log and is followed through to tickets."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member, Tenant
from tickets.models import BusinessHours, SlaPolicy
from tickets.sla.refollow import refollow_later


class SlaRefused(Exception):
    """It can not be done; the text says why, for the person."""


@transaction.atomic
def save_policy(policy: SlaPolicy, *, values: dict[str, Any], by: Member) -> SlaPolicy:
    """Create or change a policy; a new one comes last, but before one at the end that is for every ticket.

    Raises SlaRefused when its hours are gone.
    """
    is_new, others = policy.pk is None, _in_order(policy.tenant)
    changes = _apply(policy, values)
    if policy.hours is not None and _is_removed(policy.hours):
        raise SlaRefused(_("These business hours were just removed. Choose others."))
    if is_new or changes:
        if is_new:
            _put_last(policy, others)
        policy.save()
        _record(policy, "created" if is_new else "changed", by, {} if is_new else changes)
    return policy


@transaction.atomic
def remove_policy(policy: SlaPolicy, *, by: Member) -> None:
    """It counts for no ticket any more; what it counted so far stays, and it can be put back."""
    _set_removed(policy, is_removed=True, by=by)


@transaction.atomic
def restore_policy(policy: SlaPolicy, *, by: Member) -> None:
    """Raises SlaRefused when the business hours it counted in are gone."""
    if policy.hours is not None and _is_removed(policy.hours):
        raise SlaRefused(_("Its business hours were removed. Put those back first."))
    _set_removed(policy, is_removed=False, by=by)


@transaction.atomic
def move_policy(policy: SlaPolicy, *, by: Member, up: bool) -> None:
    """One place up or down; at the end of the list nothing changes."""
    policies = _in_order(policy.tenant)
    place = next((place for place, other in enumerate(policies) if other.pk == policy.pk), None)
    other = None if place is None else place - 1 if up else place + 1
    if place is None or other is None or not 0 <= other < len(policies):
        return
    policies[place], policies[other] = policies[other], policies[place]
    for position, moved in enumerate(policies, start=1):
        moved.position = position
    SlaPolicy.objects.bulk_update(policies, ["position"])
    _record(policy, "moved", by, {"position": [place + 1, other + 1]})


@transaction.atomic
def save_hours(hours: BusinessHours, *, values: dict[str, Any], by: Member) -> BusinessHours:
    """Create or change business hours. Raises SlaRefused for a name that is taken."""
    is_new = hours.pk is None
    changes = _apply(hours, values)
    if is_new or changes:
        _save_named(hours)
        _record(hours, "created" if is_new else "changed", by, {} if is_new else changes)
    return hours


@transaction.atomic
def remove_hours(hours: BusinessHours, *, by: Member) -> None:
    """Raises SlaRefused while a policy counts in them."""
    # In the order of every change of policies: a policy can not take these hours meanwhile.
    using = [policy.name for policy in _in_order(hours.tenant) if policy.hours_id == hours.pk]
    if using:
        names = get_text_list([f"“{name}”" for name in using], _("and"))
        raise SlaRefused(
            _("“%(hours)s” is used by %(names)s. Choose other hours there first.")
            % {"names": names, "hours": hours.name}
        )
    _set_removed(hours, is_removed=True, by=by)


@transaction.atomic
def restore_hours(hours: BusinessHours, *, by: Member) -> None:
    """Raises SlaRefused when its name was taken meanwhile."""
    _set_removed(hours, is_removed=False, by=by)


def _put_last(policy: SlaPolicy, others: list[SlaPolicy]) -> None:
    """Does not save it."""
    last = others[-1] if others else None
    policy.position = last.position + 1 if last else 1
    if last is not None and last.is_for_all and not policy.is_for_all:
        policy.position = last.position
        SlaPolicy.objects.filter(pk=last.pk).update(position=last.position + 1)


def _is_removed(hours: BusinessHours) -> bool:
    return BusinessHours.objects.filter(pk=hours.pk, removed_at__isnull=False).exists()


def _in_order(tenant: Tenant) -> list[SlaPolicy]:
    """The policies in force, held with their tenant: two changes of the order come one after the other."""
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    return list(SlaPolicy.objects.for_tenant(tenant).filter(removed_at=None).order_by("position", "pk"))


def _apply(row: SlaPolicy | BusinessHours, values: dict[str, Any]) -> dict[str, Any]:
    """Set the fields; returns what changed as [before, after], in values JSON has."""
    changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes[name] = [_plain(before), _plain(value)]
    return changes


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, list, dict)) or value is None else str(value)


def _set_removed(row: SlaPolicy | BusinessHours, *, is_removed: bool, by: Member) -> None:
    if (row.removed_at is not None) == is_removed:
        return
    row.removed_at = timezone.now() if is_removed else None
    _save_named(row)
    _record(row, "removed" if is_removed else "restored", by, {})


def _save_named(row: SlaPolicy | BusinessHours) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise SlaRefused(
            _("There are business hours called “%(name)s” already.") % {"name": row.name}
        ) from error


def _record(row: SlaPolicy | BusinessHours, verb: str, by: Member, changes: dict[str, Any]) -> None:
    noun = "sla_policy" if isinstance(row, SlaPolicy) else "business_hours"
    audit.record(tenant=row.tenant, actor=by, action=f"{noun}.{verb}", target=row, changes=changes)
    refollow_later(row.tenant)
