from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Member
    from tickets.models import Ticket


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        from conversations.live.guarding import guard
        from tickets.models import Ticket

        def closed(member: Member, numbers: set[int]) -> QuerySet[Ticket, int]:
            shut = Ticket.objects.closed_to(member).filter(number__in=numbers)
            return shut.values_list("number", flat=True)

        guard("ticket", "presence", closed=closed)
