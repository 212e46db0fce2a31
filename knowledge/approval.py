"""Who must look at a text before it goes live, and who may say yes to it.

Owners and admins approve. Nobody approves words of their own, whichever version they stand in.
"""

from __future__ import annotations

from accounts.models import Member, Tenant
from accounts.querysets import MemberQuerySet
from knowledge.models import ContentSettings, Version
from knowledge.querysets import VersionQuerySet


def approvers_of(tenant: Tenant) -> MemberQuerySet[Member]:
    return Member.objects.for_tenant(tenant).active().who_configure()


def is_approval_required(tenant: Tenant) -> bool:
    """As the tenant chose; by default as soon as there are two who could look at each other's texts."""
    approval = ContentSettings.of(tenant).approval
    if approval == ContentSettings.Approval.DEFAULT:
        return approvers_of(tenant).count() > 1
    return approval == ContentSettings.Approval.ALWAYS


def is_approved(version: Version) -> bool:
    """Somebody who did not write it approved this very text, here or in an earlier version."""
    return _same_text(version).exclude(approved_at=None).exists()


def may_go_live(version: Version) -> bool:
    return is_approved(version) or not is_approval_required(version.tenant)


def wrote(member: Member, version: Version) -> bool:
    """Whether these words are the member's, also where somebody else brought them back."""
    return _same_text(version).filter(author=member).exists()


def may_approve(member: Member, version: Version) -> bool:
    return member.is_admin and not wrote(member, version)


def reviewers_of(version: Version) -> list[int]:
    """Keys of the members who may approve this text."""
    writers = set(_same_text(version).values_list("author", flat=True))
    return [pk for pk in approvers_of(version.tenant).values_list("pk", flat=True) if pk not in writers]


def _same_text(version: Version) -> VersionQuerySet[Version]:
    return Version.objects.filter(article=version.article_id).with_text_of(version)
