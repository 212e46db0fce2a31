"""Members, teams and whole organisations."""

from __future__ import annotations

from accounts import audit
from accounts.models import Invitation, Member, TenantModule
from agent.models import EscalationSettings, GapSearch, IssueProfile, Learned, TriageSettings
from ai.models import AISettings
from knowledge.models import ContentSettings, EmbeddingSpace
from tests.factories import ChannelFactory, MemberFactory, TeamFactory, TenantFactory, receive
from tests.urlwalk import Things

DEMO_SITE = {"hero_title": "Invoices", "paragraph": "For teams.", "features": []}


def add_people(things: Things, owner: Member, member: Member, number: int) -> None:
    tenant = owner.tenant
    things.team.members.add(member)
    TeamFactory(tenant=tenant).members.add(member, owner)
    invitation = Invitation(tenant=tenant, email=f"new{number}@example.com", invited_by=member)
    invitation.renew_token()
    invitation.save()
    audit.record(
        tenant=tenant,
        actor=member,
        action=f"member.changed_{number}",
        target=member,
        changes={"role": ["viewer", "agent"]},
    )
    TenantModule.objects.create(tenant=tenant, module=f"module-{number}")


def add_tenant(owner: Member, number: int) -> None:
    """Another organisation that the owner belongs to, with a site of its own and a ticket."""
    tenant = TenantFactory(name=f"Other {number}")
    AISettings.objects.create(tenant=tenant)
    EscalationSettings.objects.create(tenant=tenant)
    ContentSettings.objects.create(tenant=tenant)
    EmbeddingSpace.objects.create(tenant=tenant)
    GapSearch.objects.create(tenant=tenant)
    IssueProfile.objects.create(tenant=tenant, of="nothing", tickets=180)
    TriageSettings.objects.create(tenant=tenant)
    Learned.objects.create(tenant=tenant, kind="answer", engine="local", examples=100, helped=90)
    MemberFactory(tenant=tenant, user=owner.user)
    receive(ChannelFactory(tenant=tenant, settings={"demo_site": DEMO_SITE}))
