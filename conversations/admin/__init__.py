from conversations.admin.background import DeliveryAdmin, JobAdmin
from conversations.admin.customers import ChannelAdmin, CustomerAdmin
from conversations.admin.discussions import DiscussionAdmin, ParticipantAdmin
from conversations.admin.journey import JourneyEventAdmin
from conversations.admin.messages import AttachmentAdmin, MessageAdmin, MessageRevisionAdmin, ReactionAdmin

__all__ = [
    "AttachmentAdmin",
    "ChannelAdmin",
    "CustomerAdmin",
    "DeliveryAdmin",
    "DiscussionAdmin",
    "JobAdmin",
    "JourneyEventAdmin",
    "MessageAdmin",
    "MessageRevisionAdmin",
    "ParticipantAdmin",
    "ReactionAdmin",
]
