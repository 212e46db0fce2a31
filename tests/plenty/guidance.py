"""Packs, playbooks and their back-tests."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Member
from agent.models import Backtest, BacktestHit
from guidance.models import GuidanceEdit
from guidance.services import switch
from tests.factories import MemberFactory, TeamFactory, receive
from tests.guidance.factories import PackFactory, PlaybookFactory, PlaybookRuleFactory, RuleFactory
from tests.urlwalk import Things


def add_guidance(things: Things, owner: Member) -> None:
    """Packs that disagree, a playbook, more rules of those there are, an edit of each, a back-test."""
    tenant = owner.tenant
    team = TeamFactory(tenant=tenant)
    pack = PackFactory(tenant=tenant, tone="warm", channel_ids=[things.widget.pk])
    playbook = PlaybookFactory(tenant=tenant)
    for one in (things.pack, pack):
        RuleFactory(pack=one)
        RuleFactory(pack=one, kind="must_mention", phrases=[], sentence="You get a full refund.")
    for one in (things.playbook, playbook):
        rule = PlaybookRuleFactory(playbook=one, destination="team", team=team)
        PlaybookRuleFactory(playbook=one, destination="member", member=MemberFactory(tenant=tenant))
        GuidanceEdit.objects.create(tenant=tenant, playbook=one, verb="changed", by=owner, after={})
    switch(pack, is_on=False, by=MemberFactory(tenant=tenant))
    switch(pack, is_on=True, by=owner)
    _add_backtest(things, owner)
    Backtest.objects.create(tenant=tenant, rule=rule, conditions={}, since=timezone.now())


def _add_backtest(things: Things, owner: Member) -> None:
    """Its newest, with one more ticket than the one before."""
    rule = things.playbook_rule
    earlier = Backtest.objects.filter(rule=rule).order_by("-pk").first()
    tickets = [hit.ticket_id for hit in earlier.hits.all()] if earlier else []
    added = receive(things.widget)
    backtest = Backtest.objects.create(
        tenant=owner.tenant,
        rule=rule,
        conditions=rule.conditions,
        since=timezone.now(),
        state="done",
        caught_count=len(tickets) + 1,
        finished_at=timezone.now(),
        asked_by=owner,
    )
    for key in (*tickets, added.ticket.pk):
        BacktestHit.objects.create(backtest=backtest, ticket_id=key, message=added.message, why=["It fits."])
