from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self, TypeVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.querysets import TenantQuerySet

if TYPE_CHECKING:
    from accounts.models import Member
    from conversations.models import JourneyEvent

Row = TypeVar("Row", bound=models.Model, covariant=True)


class DiscussionQuerySet(TenantQuerySet[Row]):
    def open_to(self, member: Member) -> Self:
        """The tenant's public discussions and the private ones this member owns or takes part in."""
        allowed = Q(visibility="public") | Q(owner=member) | Q(participants__member=member)
        return self.for_tenant(member.tenant).filter(allowed).distinct()

    def closed_to(self, member: Member) -> Self:
        """The tenant's private discussions that this member neither owns nor is let into."""
        participants = apps.get_model("conversations", "Participant").objects
        theirs = participants.filter(discussion=OuterRef("pk"), member=member)
        private = self.for_tenant(member.tenant).filter(visibility="private")
        return private.exclude(owner=member).exclude(Exists(theirs))

    def closed_to_ai(self) -> Self:
        """The private ones that the AI is not let into."""
        participants = apps.get_model("conversations", "Participant").objects
        let_in = participants.filter(discussion=OuterRef("pk"), is_ai=True)
        return self.filter(~Exists(let_in), visibility="private")


class MessageQuerySet(TenantQuerySet[Row]):
    def public(self) -> Self:
        """What the customer may see: no notes."""
        return self.exclude(kind="note")

    def after(self, message_id: int) -> Self:
        return self.filter(pk__gt=message_id)

    def with_authors(self) -> Self:
        return self.select_related("customer", "member__user")

    def for_transcript(self) -> Self:
        """A transcript's messages, oldest first, with the keys of their files and reactions.

        Most messages have neither: their own statement says so, and nothing is asked twice for them.
        """
        return (
            self.select_related("delivery", "deleted_text")
            .annotate(file_keys=_keys_of("Attachment"), reaction_keys=_keys_of("Reaction"))
            .order_by("pk")
        )


def _keys_of(model: str) -> ArraySubquery:
    """The keys of a message's rows of this model, oldest first."""
    rows = apps.get_model("conversations", model).objects.filter(message=OuterRef("pk"))
    return ArraySubquery(rows.order_by("pk").values("pk"))


class JourneyQuerySet(TenantQuerySet[Row]):
    def newest_first(self) -> Self:
        return self.order_by("-happened_at", "-pk")

    def older_than(self, event: JourneyEvent) -> Self:
        # The plain bound on the time is what the index can walk to; the second half only breaks ties.
        earlier = Q(happened_at__lt=event.happened_at) | Q(pk__lt=event.pk)
        return self.filter(earlier, happened_at__lte=event.happened_at)


class JobQuerySet(models.QuerySet[Row]):
    def unfinished(self) -> Self:
        return self.filter(state__in=("queued", "running"))

    def unfinished_before(self, moment: datetime) -> Self:
        """But for what is to be done only later."""
        return self.unfinished().filter(run_at__lt=moment)

    def due(self, now: datetime, resend_after: timedelta) -> Self:
        """What should be running but is not: the queue lost it, or its worker's lease ran out."""
        unheard = Q(state="queued", run_at__lte=now, sent_at__lte=now - resend_after)
        abandoned = Q(state="running", lease_until__lt=now)
        return self.filter(unheard | abandoned)
