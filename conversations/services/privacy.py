"""Who reads and posts in a discussion."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import Member
from conversations import live
from conversations.live.guarding import READERS
from conversations.models import Discussion, Participant


@transaction.atomic
def close_discussion(
    discussion: Discussion, *, owner: Member, readers: Iterable[Member], with_ai: bool
) -> None:
    """Leave it to its owner and these members, with or without the AI; others who took part see it no more,
    nor hear of it in streams that are open.

    Closed again, it is a new list. Customers who take part stay.
    """
    discussion.visibility, discussion.owner = Discussion.Visibility.PRIVATE, owner
    discussion.save(update_fields=["visibility", "owner"])
    listed = {owner.pk, *(reader.pk for reader in readers)}
    here = Participant.objects.filter(discussion=discussion)
    here.filter(member__isnull=False).exclude(member__in=listed).delete()
    new = [_participant(discussion, member_id=pk) for pk in sorted(listed)]
    if with_ai:
        new.append(_participant(discussion, is_ai=True))
    else:
        here.filter(is_ai=True).delete()
    Participant.objects.bulk_create(new, ignore_conflicts=True)
    live.publish(discussion.tenant_id, READERS)


def open_discussion(discussion: Discussion) -> None:
    """Let every member of the tenant, and the AI, read and post."""
    discussion.visibility, discussion.owner = Discussion.Visibility.PUBLIC, None
    discussion.save(update_fields=["visibility", "owner"])


def let_member_in(discussion: Discussion, member: Member) -> None:
    Participant.objects.bulk_create([_participant(discussion, member_id=member.pk)], ignore_conflicts=True)


def begin_discussion_beside(discussion: Discussion) -> Discussion:
    """An empty one for what is taken out of this one: open to the same members, and to the AI if this is."""
    new = Discussion.objects.create(
        tenant_id=discussion.tenant_id,
        scope=discussion.scope,
        visibility=discussion.visibility,
        owner=discussion.owner,
    )
    if new.is_private:
        listed = discussion.participants.filter(customer=None)
        Participant.objects.bulk_create(
            _participant(new, member_id=one.member_id, is_ai=one.is_ai) for one in listed
        )
    return new


def _participant(discussion: Discussion, *, member_id: int | None = None, is_ai: bool = False) -> Participant:
    return Participant(
        tenant_id=discussion.tenant_id, discussion=discussion, member_id=member_id, is_ai=is_ai
    )
