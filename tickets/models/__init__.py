from tickets.models.event import TicketEvent
from tickets.models.label import Category, Tag
from tickets.models.number import TicketCounter
from tickets.models.ticket import EscalationReason, Ticket

__all__ = ["Category", "EscalationReason", "Tag", "Ticket", "TicketCounter", "TicketEvent"]
