from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Greatest

from accounts.models import Member
from tickets.models.ticket import Ticket


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, member: Member, tickets: list[Ticket]) -> Self:
        return self.filter(member=member, ticket__in=tickets)


class Reading(models.Model):
    """How far a member has read a ticket. `message` is the newest one they saw, by its key."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="readings")
    message = models.PositiveBigIntegerField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "ticket"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.member_id} of {self.ticket_id}"

    @classmethod
    def note(cls, ticket: Ticket, member: Member) -> None:
        """The member has seen everything that is there now; never takes anything back."""
        if ticket.latest_message_id is None:
            return
        _reading, is_new = cls.objects.get_or_create(
            member=member, ticket=ticket, defaults={"message": ticket.latest_message_id}
        )
        if not is_new:
            newest = Greatest("message", models.Value(ticket.latest_message_id))
            cls.objects.filter(member=member, ticket=ticket).update(message=newest)
