"""What rows, messages and events show of themselves: all that their markup depends on.

A template that is drawn from one of these is drawn once for all who see the same (accounts.drawing).
What it is to show besides becomes a field here first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Member
from accounts.templatetags.ui import countdown, relative_words
from conversations.markup import plain_text
from conversations.models import Attachment, Delivery, Message, Reaction
from tickets.inbox.views import InboxView
from tickets.models import SlaState, SlaTarget, Ticket, TicketEvent
from tickets.snoozing import Moment

QUOTE_LENGTH = 100
LONG_HTML = 8_000


@dataclass(frozen=True)
class ShownRow:
    """A ticket in a list; its link carries the list's query along."""

    query: str
    number: int
    subject: str
    preview: str
    customer: str
    channel: str
    channel_kind: str
    owner: str
    status: Ticket.Status
    priority: Ticket.Priority
    handling: str
    is_unread: bool
    is_private: bool
    sla_target: SlaTarget | None
    sla_state: SlaState | None
    sla_due_at: datetime | None
    sla_left: str
    latest_activity_at: datetime
    age: str

    @classmethod
    def of(cls, ticket: Ticket, *, query: str) -> ShownRow:
        return cls(
            query=query,
            number=ticket.number,
            subject=ticket.subject,
            preview=ticket.latest_message_preview,
            customer=ticket.customer.display_name,
            channel=ticket.channel.name,
            channel_kind=ticket.channel.kind,
            owner=ticket.owner.name if ticket.owner else "",
            status=Ticket.Status(ticket.status),
            priority=Ticket.Priority(ticket.priority),
            handling=ticket.handling,
            is_unread=ticket.is_unread,
            is_private=ticket.discussion.is_private,
            sla_target=SlaTarget(ticket.sla_target) if ticket.sla_target else None,
            sla_state=ticket.sla_state(timezone.now()),
            sla_due_at=ticket.sla_due_at,
            sla_left=countdown(ticket.sla_due_at),
            latest_activity_at=ticket.latest_activity_at,
            age=relative_words(ticket.latest_activity_at),
        )


@dataclass(frozen=True)
class ShownFile:
    """`kind` is one of conversations.models.Attachment.kind."""

    pk: int
    name: str
    size: int
    kind: str

    @classmethod
    def of(cls, file: Attachment) -> ShownFile:
        return cls(file.pk, file.name, file.size, file.kind)


@dataclass(frozen=True)
class ShownQuote:
    """A line of the message that another one answers; `text` is empty when it was deleted."""

    pk: int
    author_name: str
    text: str

    @classmethod
    def of(cls, message: Message) -> ShownQuote:
        return cls(message.pk, message.author_name, plain_text(message.body, QUOTE_LENGTH))


@dataclass(frozen=True)
class ShownSource:
    title: str
    url: str


@dataclass(frozen=True)
class ShownMessage:
    """What a message says, by whom and when; not what can be done with it."""

    ticket: int
    pk: int
    author: str
    author_name: str
    quote: ShownQuote | None
    is_note: bool
    is_edited: bool
    is_deleted: bool
    html: str
    sources: tuple[ShownSource, ...]
    files: tuple[ShownFile, ...]
    created_at: datetime
    age: str

    @property
    def is_long(self) -> bool:
        """Longer than a screen, so that it scrolls in its place."""
        return len(self.html) > LONG_HTML

    @classmethod
    def of(cls, message: Message, *, ticket: int) -> ShownMessage:
        return cls(
            ticket=ticket,
            pk=message.pk,
            author=message.author,
            author_name=message.author_name,
            quote=ShownQuote.of(message.parent) if message.parent else None,
            is_note=message.is_note,
            is_edited=message.edited_at is not None,
            is_deleted=message.is_deleted,
            html=message.html,
            sources=tuple(
                ShownSource(str(source["title"]), str(source["url"])) for source in message.citations
            ),
            files=tuple(ShownFile.of(file) for file in message.files),
            created_at=message.created_at,
            age=relative_words(message.created_at),
        )


@dataclass(frozen=True)
class ShownReaction:
    emoji: str
    count: int
    names: str
    is_mine: bool


@dataclass(frozen=True)
class ShownReactions:
    """The reactions to a message, as this member sees them; `may_react` says whether they may join in."""

    ticket: int
    pk: int
    may_react: bool
    reactions: tuple[ShownReaction, ...]

    @classmethod
    def of(cls, message: Message, *, ticket: int, member: Member) -> ShownReactions:
        by_emoji: dict[str, list[Reaction]] = {}
        for reaction in message.given:
            by_emoji.setdefault(reaction.emoji, []).append(reaction)
        shown = (
            ShownReaction(
                emoji=emoji,
                count=len(given),
                names=", ".join(str(reaction.member or reaction.customer) for reaction in given),
                is_mine=any(reaction.member_id == member.pk for reaction in given),
            )
            for emoji, given in by_emoji.items()
        )
        return cls(ticket, message.pk, member.is_agent, tuple(shown))


@dataclass(frozen=True)
class ShownEntry:
    """A message in its transcript. `reactions` is None without any; `has_more` leads to what can be done
    with it; `delivery` says where it is on its way, if it goes anywhere."""

    message: ShownMessage
    look: str
    reactions: ShownReactions | None
    has_more: bool
    delivery: str
    is_sent: bool

    @classmethod
    def of(cls, message: Message, *, ticket: int, member: Member, may_write: bool) -> ShownEntry:
        reactions = None if message.is_deleted else ShownReactions.of(message, ticket=ticket, member=member)
        delivery = _delivery_of(message)
        return cls(
            message=ShownMessage.of(message, ticket=ticket),
            look=_look_of(message),
            reactions=reactions if reactions and reactions.reactions else None,
            has_more=may_write and not message.is_deleted,
            delivery=delivery.get_state_display() if delivery else "",
            is_sent=delivery is not None and delivery.state == Delivery.State.SENT,
        )


def _look_of(message: Message) -> str:
    """Who said it must never be in doubt: a word of the style sheet."""
    if message.is_note:
        return "note"
    return {"customer": "customer", "member": "team"}.get(message.author, "ai")


def _delivery_of(message: Message) -> Delivery | None:
    """What is on its way or there; one that failed stands below with a form."""
    delivery: Delivery | None = None if message.is_deleted else getattr(message, "delivery", None)
    return None if delivery is None or delivery.state == Delivery.State.FAILED else delivery


@dataclass(frozen=True)
class ShownMoments:
    """What somebody may put off until; `action` is the URL it goes to where its form goes elsewhere."""

    moments: tuple[Moment, ...]
    action: str = ""


@dataclass(frozen=True)
class ShownPresets:
    """The hub's own views, until the page has fetched them with their counts."""

    views: tuple[InboxView, ...]
    current: str


@dataclass(frozen=True)
class ShownEvent:
    """`leads_to` is the number of another ticket that it tells of."""

    pk: int
    kind: str
    sentence: str
    leads_to: int | None
    created_at: datetime
    age: str

    @classmethod
    def of(cls, event: TicketEvent) -> ShownEvent:
        age = relative_words(event.created_at)
        leads_to = event.data.get("ticket")
        return cls(event.pk, event.kind, event.sentence, leads_to, event.created_at, age)
