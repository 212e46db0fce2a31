"""Who sees what in a discussion that several customers share.

None of them sees what another wrote or was told. What is told to all is seen from the moment on at which
one came in.
"""

from __future__ import annotations

from django.db.models import Q

from conversations.models import Customer, Discussion, Message, Participant


def seen_by(customer: Customer, discussion: Discussion) -> Q:
    """The condition on a message of this discussion; besides, no customer sees notes."""
    if not discussion.is_shared:
        return Q(discussion=discussion)
    parts = Participant.objects.filter(discussion=discussion, customer=customer)
    sees_after = parts.values_list("sees_after_id", flat=True).first()
    told_to_all = Q(audience=None, customer=None, pk__gt=sees_after or 0)
    return Q(discussion=discussion) & (Q(customer=customer) | Q(audience=customer) | told_to_all)


def is_shared(discussion_id: int) -> bool:
    """As it is now, whatever was loaded before."""
    return Discussion.objects.filter(pk=discussion_id, is_shared=True).exists()


def let_in(discussion: Discussion, customer: Customer) -> None:
    """Have them see, of what is told to all, only what comes from now on."""
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Participant.objects.update_or_create(
        tenant_id=discussion.tenant_id,
        discussion=discussion,
        customer=customer,
        defaults={"sees_after_id": newest},
    )
    Discussion.objects.filter(pk=discussion.pk).update(is_shared=True)
    discussion.is_shared = True
