from conversations.models.attachment import Attachment
from conversations.models.channel import Channel
from conversations.models.customer import Customer
from conversations.models.delivery import Delivery
from conversations.models.discussion import Discussion, Participant
from conversations.models.job import Job
from conversations.models.journey import JourneyEvent
from conversations.models.message import DeletedText, Message, MessageRevision
from conversations.models.reaction import Reaction

__all__ = [
    "Attachment",
    "Channel",
    "Customer",
    "DeletedText",
    "Delivery",
    "Discussion",
    "Job",
    "JourneyEvent",
    "Message",
    "MessageRevision",
    "Participant",
    "Reaction",
]
