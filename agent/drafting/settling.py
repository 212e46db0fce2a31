"""What became of a draft, seen from the reply that was sent: nothing in the reply needs to name it.

So it holds whatever way a reply takes: typed over a reload, sent later, or from a page without scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.db.models import Q

from agent.drafting.asking import tell_pages
from agent.models import OPEN_STATES, Draft
from conversations.models import Message
from conversations.text import readable
from tickets.models import Ticket
from tickets.services.timeline import lock_ticket

WORD = re.compile(r"\w+")
WORDS_COMPARED = 2000
# With more than this changed it is another text; for who took the draft over, hardly a word must be left.
OTHER_TEXT = 0.6
OTHER_TEXT_OF_TAKER = 0.9


def settle_drafts(*, message_id: int) -> None:
    """After a member's reply: the draft it was made from is accepted or edited, others are overtaken."""
    reply = Message.objects.select_related("member").get(pk=message_id)
    ticket = lock_ticket(Ticket.objects.get(discussion=reply.discussion_id))
    if Draft.objects.filter(reply=reply).exists():
        return
    # What was asked for after the reply, or for a newer message, is of the next one.
    drafts = Draft.objects.filter(
        ticket=ticket, reply=None, message__lt=reply.pk, created_at__lt=reply.created_at
    )
    candidates = drafts.filter(Q(state=Draft.State.READY) | _taken_by(reply)).order_by("-pk")[:5]
    is_used = _note_use(candidates, reply)
    overtaken = list(drafts.filter(state__in=OPEN_STATES))
    for draft in overtaken:
        is_takers = reply.member_id is not None and draft.taken_by_id == reply.member_id
        draft.close(Draft.State.DISCARDED if is_takers else Draft.State.SUPERSEDED, by=reply.member)
        draft.save()
    if is_used or overtaken:
        tell_pages(ticket)


def changed_share(draft: str, sent: str) -> float:
    """Of all words of both texts, those that they do not share in their order: 0 to 1."""
    before, after = _words(draft), _words(sent)
    return 1 - SequenceMatcher(None, before, after, autojunk=False).ratio()


def _taken_by(reply: Message) -> Q:
    """Somebody may have asked for a newer draft while this member still worked on the older one."""
    return Q(state=Draft.State.SUPERSEDED, taken_by=reply.member, taken_by__isnull=False)


def _note_use(drafts: Iterable[Draft], reply: Message) -> bool:
    """Whether the reply was made from one of them."""
    # Of two that are as near, the one that its author took over.
    shares = [
        (changed_share(draft.text, reply.body), draft.taken_by_id != reply.member_id, draft)
        for draft in drafts
    ]
    if not shares:
        return False
    share, is_others, draft = min(shares, key=lambda entry: entry[:2])
    if share > (OTHER_TEXT if is_others else OTHER_TEXT_OF_TAKER):
        return False
    is_same = readable(draft.text).split() == reply.body.split()
    draft.close(Draft.State.ACCEPTED if is_same else Draft.State.EDITED, by=reply.member)
    draft.reply, draft.changed_share = reply, round(share, 3)
    draft.save()
    return True


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)[:WORDS_COMPARED]]
