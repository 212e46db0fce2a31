"""What came into a ticket while somebody was writing an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.models import Message
from conversations.services import MessageRefused
from tickets.models import Ticket, TicketMerge
from tickets.shown import QUOTE_LENGTH


class NewerThere(MessageRefused):
    """Something came in that who answers has not seen; the text says what."""


@dataclass(frozen=True)
class Seen:
    """What was there when an answer was begun, by its keys: the newest message, and the newest merge that
    brought another customer in. A merge adds messages that are older than those it brings them to."""

    message: int
    merge: int = 0

    @classmethod
    def read(cls, words: str) -> Seen | None:
        """As a page sends it; a page that says nothing sensible is trusted."""
        found = re.fullmatch(r"([0-9]{1,18})(?:\.([0-9]{1,18}))?", words)
        return cls(int(found[1]), int(found[2] or 0)) if found else None

    def with_own(self, message: Message) -> Seen:
        """After its writer added a message, past which nobody else's was there."""
        return Seen(max(self.message, message.pk), self.merge)

    def __str__(self) -> str:
        return f"{self.message}.{self.merge}" if self.merge else str(self.message)


def seen_now(ticket: Ticket) -> Seen:
    # Of a merge that lets nobody else read along there is nothing to have seen.
    merge = _newest_merge(ticket) if ticket.discussion.is_shared else None
    return Seen(message=ticket.latest_message_id or 0, merge=merge.pk if merge else 0)


def newer_message(ticket: Ticket, *, seen: Seen, by: Member) -> Message | None:
    """The newest public message that somebody else wrote since; None for none."""
    if (ticket.latest_message_id or 0) <= seen.message:
        return None
    newer = Message.objects.filter(
        discussion=ticket.discussion_id, pk__gt=seen.message, deleted_at=None
    ).public()
    return newer.exclude(member=by).exclude(author="system").with_authors().order_by("-pk").first()


def newer_merge(ticket: Ticket, *, seen: Seen) -> TicketMerge | None:
    """The newest merge since that lets another customer read what is answered; None for none."""
    merge = _newest_merge(ticket)
    return merge if merge and merge.pk > seen.merge else None


def words_of_merge(source: Ticket) -> str:
    return _("Another customer, %(name)s, now reads along: %(ticket)s was merged into this ticket.") % {
        "name": source.customer.display_name,
        "ticket": source.reference,
    }


def check_nothing_newer(ticket: Ticket, *, seen: Seen, by: Member) -> None:
    """Nobody answers past what they have not seen. Sure under the ticket's lock; raises NewerThere."""
    merge = newer_merge(ticket, seen=seen)
    if merge is not None:
        why = words_of_merge(merge.source)
        raise NewerThere(_("%(why)s Nothing was sent; send again if it still fits.") % {"why": why})
    newer = newer_message(ticket, seen=seen, by=by)
    if newer is not None:
        said = {"name": newer.author_name, "words": newer.in_a_line(QUOTE_LENGTH)}
        raise NewerThere(
            _("%(name)s wrote while you did: “%(words)s” Nothing was sent; send again if it still fits.")
            % said
        )


def _newest_merge(ticket: Ticket) -> TicketMerge | None:
    merges = TicketMerge.objects.filter(target=ticket.pk, undone_at=None)
    others = merges.exclude(source__customer=ticket.customer_id)
    return others.select_related("source__customer").order_by("-pk").first()
