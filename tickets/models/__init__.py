from tickets.models.bulk import BulkAction, BulkItem
from tickets.models.containment import ComeBack
from tickets.models.csat import Csat
from tickets.models.event import TicketEvent
from tickets.models.joining import TicketLink, TicketMerge
from tickets.models.label import Category, Tag
from tickets.models.macro import Macro
from tickets.models.notification import Notification, NotificationSettings
from tickets.models.number import TicketCounter
from tickets.models.reading import Reading
from tickets.models.saved_view import DefaultView, SavedView
from tickets.models.scheduled import ScheduledReply
from tickets.models.sla import BusinessHours, SlaClock, SlaPolicy
from tickets.models.sla_columns import SlaState, SlaTarget
from tickets.models.ticket import EscalationReason, Ticket

__all__ = [
    "BulkAction",
    "BulkItem",
    "BusinessHours",
    "Category",
    "ComeBack",
    "Csat",
    "DefaultView",
    "EscalationReason",
    "Macro",
    "Notification",
    "NotificationSettings",
    "Reading",
    "SavedView",
    "ScheduledReply",
    "SlaClock",
    "SlaPolicy",
    "SlaState",
    "SlaTarget",
    "Tag",
    "Ticket",
    "TicketCounter",
    "TicketEvent",
    "TicketLink",
    "TicketMerge",
]
