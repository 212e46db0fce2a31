"""Whom a pack reaches, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.compiling import compile_guidance
from guidance.models import GuidancePack
from guidance.rollout import is_in_rollout, reach_of
from tests.factories import ChannelFactory, CustomerFactory
from tests.guidance.factories import PackFactory, RuleFactory

KEYS = st.integers(1, 2**60)
PERCENT = st.integers(0, 100)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))

# The machine may be busy: how long a case takes says nothing here.
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(pack=KEYS, customer=KEYS, smaller=PERCENT, larger=PERCENT)
def test_who_is_in_stays_in_when_the_rollout_grows(pack, customer, smaller, larger) -> None:
    smaller, larger = sorted((smaller, larger))

    assert is_in_rollout(pack, customer, smaller) <= is_in_rollout(pack, customer, larger)
    assert is_in_rollout(pack, customer, smaller) == is_in_rollout(pack, customer, smaller)


@quick
@given(pack=KEYS, customer=KEYS)
def test_nothing_reaches_nobody_and_everything_everybody(pack, customer) -> None:
    assert not is_in_rollout(pack, customer, 0)
    assert is_in_rollout(pack, customer, 100)


@pytest.mark.parametrize("percent", [1, 25, 50, 90])
def test_a_share_of_many_customers_is_near_the_percentage(percent) -> None:
    reached = sum(is_in_rollout(3, customer, percent) for customer in range(20_000))

    assert abs(reached / 200 - percent) < 1.5


def test_two_packs_reach_different_customers() -> None:
    first, second = ({key for key in range(1000) if is_in_rollout(pack, key, 50)} for pack in (1, 2))

    assert 150 < len(first & second) < 350


@quick
@given(start=MOMENTS, length=st.timedeltas(timedelta(seconds=1), timedelta(days=90)), at=MOMENTS)
def test_a_schedule_holds_from_its_start_until_before_its_end(start, length, at) -> None:
    pack = GuidancePack(is_on=True, starts_at=start, ends_at=start + length)
    second = timedelta(microseconds=1)

    assert pack.is_in_force(at) == (start <= at < start + length)
    assert pack.is_in_force(start)
    assert not pack.is_in_force(start - second)
    assert pack.is_in_force(start + length - second)
    assert not pack.is_in_force(start + length)


@quick
@given(at=MOMENTS, edge=MOMENTS)
def test_an_open_end_never_ends_and_an_open_start_always_was(at, edge) -> None:
    assert GuidancePack(is_on=True, starts_at=edge).is_in_force(at) == (at >= edge)
    assert GuidancePack(is_on=True, ends_at=edge).is_in_force(at) == (at < edge)
    assert GuidancePack(is_on=True).is_in_force(at)
    assert not GuidancePack(is_on=False).is_in_force(at)


@pytest.mark.django_db
def test_a_preview_counts_those_who_are_reached(launchpad) -> None:
    customers = [CustomerFactory(tenant=launchpad) for _number in range(30)]
    pack = PackFactory(tenant=launchpad, rollout_percent=40)
    merged = CustomerFactory(tenant=launchpad, merged_into=customers[0])

    reach = reach_of(launchpad, pack_id=pack.pk, percent=40)

    assert reach.total == 30
    assert reach.count == sum(pack.reaches(customer, None) for customer in customers)
    assert pack.reaches(merged, None) == pack.reaches(customers[0], None)


@pytest.mark.django_db
def test_guidance_is_what_is_on_due_and_for_this_customer_and_channel(launchpad, harbor, widget) -> None:
    customer, other = CustomerFactory(tenant=launchpad), ChannelFactory(tenant=launchpad)
    tomorrow = NOON + timedelta(days=1)
    first = PackFactory(tenant=launchpad, name="First", tone="warm", channel_ids=[widget.pk])
    PackFactory(tenant=launchpad, name="Off", is_on=False)
    PackFactory(tenant=launchpad, name="Tomorrow", starts_at=tomorrow)
    PackFactory(tenant=launchpad, name="Nobody", rollout_percent=0)
    PackFactory(tenant=launchpad, name="Gone", removed_at=NOON)
    PackFactory(tenant=harbor, name="Theirs")
    second = PackFactory(
        tenant=launchpad, name="Second", tone="formal", length="short", languages=["en", "de"]
    )
    RuleFactory(pack=first, phrases=["full refund"])
    RuleFactory(pack=second, kind="reminder", phrases=[], sentence="We never ask for passwords.")

    here = compile_guidance(launchpad, customer, widget, NOON)
    elsewhere = compile_guidance(launchpad, customer, other, NOON)

    assert here.packs == ("First", "Second")
    assert here.tone.startswith("Be warm")
    assert (here.length, here.languages) == ("short", ("en", "de"))
    assert [rule.phrases for rule in here.guardrails] == [("full refund",)]
    assert elsewhere.packs == ("Second",)
    assert elsewhere.tone.startswith("Be formal")
    prompt = here.as_prompt()
    assert 'Never promise or imply any of these: "full refund".' in prompt
    assert "Bear in mind: We never ask for passwords." in prompt
    assert "Second" in compile_guidance(launchpad, customer, widget, tomorrow).packs
