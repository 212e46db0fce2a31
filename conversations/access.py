from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from accounts.models import Member
from accounts.querysets import MemberQuerySet
from conversations.models import Attachment, Discussion, Message, Participant


def members_who_read(discussion_id: int) -> MemberQuerySet[Member]:
    """All of its tenant; of a private one its owner and who is on its list. As it is now, whatever was loaded
    before."""
    discussion = Discussion.objects.filter(pk=discussion_id)
    is_public = Exists(discussion.filter(visibility=Discussion.Visibility.PUBLIC))
    owns_it = Exists(discussion.filter(owner=OuterRef("pk")))
    is_listed = Exists(Participant.objects.filter(discussion=discussion_id, member=OuterRef("pk")))
    return Member.objects.filter(is_public | owns_it | is_listed, tenant__in=discussion.values("tenant"))


def get_message(member: Member, pk: int) -> Message:
    """A message this member may read; 404 otherwise."""
    readable = Discussion.objects.open_to(member).values("pk")
    messages = Message.objects.for_tenant(member.tenant).with_authors().select_related("discussion", "tenant")
    return get_object_or_404(messages, pk=pk, discussion__in=readable)


def get_attachment(member: Member, pk: int) -> Attachment:
    """A file of a message this member may read, or one that waits for its message; 404 otherwise."""
    readable = Discussion.objects.open_to(member).values("pk")
    sent = Q(message__discussion__in=readable, message__deleted_at=None)
    waiting = Q(message=None, discussion__in=readable)
    return get_object_or_404(Attachment.objects.for_tenant(member.tenant), sent | waiting, pk=pk)
