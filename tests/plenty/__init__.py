"""One more of every kind of row there is, as often as a test asks."""

from __future__ import annotations

from accounts.models import Member
from knowledge.models import AudienceCondition
from tests.factories import MemberFactory, UserFactory
from tests.plenty.content import add_article, add_content, add_import
from tests.plenty.guidance import add_guidance
from tests.plenty.people import DEMO_SITE, add_people, add_tenant
from tests.plenty.suggestions import add_suggestions, add_triage
from tests.plenty.threads import add_to_thread
from tests.plenty.tickets import (
    add_csat,
    add_journey,
    add_lists,
    add_notifications,
    add_promises,
    add_ticket,
    join,
)
from tests.urlwalk import Things

__all__ = ["DEMO_SITE", "add_one_of_everything"]


def add_one_of_everything(things: Things, *, owner: Member, number: int) -> None:
    """More of each list the things have, and more things beside them; `number` makes names unique."""
    member = MemberFactory(tenant=owner.tenant, user=UserFactory(password=None))
    add_people(things, owner, member, number)
    passage = add_content(things.article, member, number)
    add_content(things.help_article, member, number)
    AudienceCondition.objects.create(article=things.article, plans=[f"plan-{number}"])
    add_article(member, number)
    add_import(things, owner, number)
    add_to_thread(things.ticket, member, passage)
    join(things.ticket, add_ticket(member, passage, number), member)
    add_lists(member, number)
    add_notifications(things, owner, member)
    add_promises(things, number)
    add_guidance(things, owner)
    add_csat(things.ticket, member, number)
    add_suggestions(things.ticket, member)
    add_journey(things)
    add_triage(things, member, number)
    add_tenant(owner, number)
