from tickets.models.bulk import BulkAction, BulkItem
from tickets.models.event import TicketEvent
from tickets.models.label import Category, Tag
from tickets.models.notification import Notification, NotificationSettings
from tickets.models.number import TicketCounter
from tickets.models.saved_view import DefaultView, SavedView
from tickets.models.ticket import EscalationReason, Ticket

__all__ = [
    "BulkAction",
    "BulkItem",
    "Category",
    "DefaultView",
    "EscalationReason",
    "Notification",
    "NotificationSettings",
    "SavedView",
    "Tag",
    "Ticket",
    "TicketCounter",
    "TicketEvent",
]
