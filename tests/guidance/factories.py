"""Packs, playbooks and their rules, as their pages' services would have left them."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from guidance.models import GuidancePack, Playbook, PlaybookRule, Rule
from tests.factories import TenantFactory


class PackFactory(DjangoModelFactory[GuidancePack]):
    """On, for everybody, everywhere, always."""

    class Meta:
        model = GuidancePack

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Pack {n}")
    position = factory.Sequence(lambda n: n)
    is_on = True


class RuleFactory(DjangoModelFactory[Rule]):
    class Meta:
        model = Rule

    pack = factory.SubFactory(PackFactory)
    kind = Rule.Kind.MUST_NOT_PROMISE
    phrases = ["full refund"]


class PlaybookFactory(DjangoModelFactory[Playbook]):
    class Meta:
        model = Playbook

    tenant = factory.SubFactory(TenantFactory)
    name = factory.Sequence(lambda n: f"Playbook {n}")
    position = factory.Sequence(lambda n: n)


class PlaybookRuleFactory(DjangoModelFactory[PlaybookRule]):
    """On: messages that say "invoice" go where their channel's escalations go."""

    class Meta:
        model = PlaybookRule

    playbook = factory.SubFactory(PlaybookFactory)
    name = factory.Sequence(lambda n: f"Rule {n}")
    is_on = True
    position = factory.Sequence(lambda n: n)
    conditions = factory.LazyFunction(lambda: {"keywords": ["invoice"]})
