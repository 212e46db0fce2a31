from __future__ import annotations

from django.db.models import Q
from django.shortcuts import get_object_or_404

from accounts.models import Member
from conversations.models import Attachment, Discussion, Message


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
