from __future__ import annotations

from django.shortcuts import get_object_or_404

from accounts.models import Member
from guidance.models import GuidanceEdit, GuidancePack, Playbook, PlaybookRule, Rule


def get_pack(member: Member, pk: int) -> GuidancePack:
    """A pack of the member's tenant that is not removed; 404 otherwise. So with all of these."""
    packs = GuidancePack.objects.for_tenant(member.tenant).filter(removed_at=None)
    return get_object_or_404(packs.select_related("tenant").with_rules(), pk=pk)


def get_rule(member: Member, pk: int) -> Rule:
    rules = Rule.objects.filter(pack__tenant=member.tenant, pack__removed_at=None)
    return get_object_or_404(rules.select_related("pack__tenant"), pk=pk)


def get_playbook(member: Member, pk: int) -> Playbook:
    playbooks = Playbook.objects.for_tenant(member.tenant).filter(removed_at=None)
    return get_object_or_404(playbooks.select_related("tenant"), pk=pk)


def get_playbook_rule(member: Member, pk: int) -> PlaybookRule:
    rules = PlaybookRule.objects.filter(playbook__tenant=member.tenant, playbook__removed_at=None)
    return get_object_or_404(rules.select_related("playbook__tenant", "team", "member__user"), pk=pk)


def get_edit(member: Member, pk: int) -> GuidanceEdit:
    """An edit of the tenant's, of what is removed too."""
    edits = GuidanceEdit.objects.for_tenant(member.tenant)
    related = ("pack__tenant", "playbook__tenant", "by__user")
    return get_object_or_404(edits.select_related(*related), pk=pk)
