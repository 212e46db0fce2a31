"""What is kept of a chat between analyses: the latest messages, a running summary, and facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from agent.chat.reading import read_chat
from agent.models import ChatAnalysis, ChatContext, TicketSuggestion
from ai.types import Analysis, AnalysisRequest, Frozen, ThreadMessage
from conversations.models import Message
from conversations.sharing import is_shared
from tickets.models import Ticket

SHORT_TERM = 5
FACTS_AT_MOST = 30
SUMMARY_AT_MOST = 5000


class LongTerm(Frozen):
    summary: str = ""
    facts: tuple[str, ...] = ()


class Kept(Frozen):
    short_term: tuple[ThreadMessage, ...] = ()
    long_term: LongTerm = LongTerm()


class ContextInvalid(Exception):
    """What is stored is not of the form that it should have; the next analysis makes it anew."""


MESSAGES = TypeAdapter(tuple[ThreadMessage, ...])


def context_of(ticket: Ticket) -> Kept:
    """Empty for a chat that was not analysed yet. Raises ContextInvalid."""
    row = ChatContext.objects.filter(ticket=ticket).first()
    if row is None:
        return Kept()
    try:
        return Kept.model_validate({"short_term": row.short_term, "long_term": row.long_term})
    except ValidationError as error:
        raise ContextInvalid(str(error)) from error


def keep_context(ticket: Ticket, request: AnalysisRequest, analysis: Analysis, *, since: int) -> None:
    """Take over what is new, beside what stands from before the messages that were read, which began with
    `since`. The ticket must be locked, and its suggestions up to date."""
    try:
        before = context_of(ticket).long_term
    except ContextInvalid:
        before = LongTerm()
    facts = [*before.facts, *(insight.content for insight in analysis.insights)]
    earlier = _standing_from_before(ticket, since)
    summaries = [*earlier, *(suggestion.summary for suggestion in analysis.suggestions)]
    _store(ticket, request.messages, " ".join(dict.fromkeys(summaries)) or before.summary, facts)


def _standing_from_before(ticket: Ticket, message_id: int) -> list[str]:
    """What is still suggested, or became a ticket, and was said before this message, as far as all of that
    is there."""
    states = (TicketSuggestion.State.OPEN, TicketSuggestion.State.CREATED)
    known = TicketSuggestion.objects.filter(ticket=ticket, state__in=states).order_by("pk")
    earlier = [one for one in known if one.is_from_before(message_id)]
    keys = {key for one in earlier for key in one.message_ids}
    there = set(Message.objects.filter(pk__in=keys, deleted_at=None).values_list("pk", flat=True))
    return [one.summary for one in earlier if there.issuperset(one.message_ids)]


def rebuild_context(ticket: Ticket, *, elsewhere: Collection[str]) -> None:
    """Make it anew of the messages that are there since some moved, without the facts that are `elsewhere`.

    Of what several customers share nothing is kept: none is to read another's. The ticket must be locked.
    """
    analyses = ChatAnalysis.objects.filter(ticket=ticket).order_by("message")
    if is_shared(ticket.discussion_id) or not analyses:
        ChatContext.objects.filter(ticket=ticket).delete()
        return
    facts = [insight["content"] for analysis in analyses for insight in analysis.insights]
    standing = TicketSuggestion.objects.filter(ticket=ticket, state=TicketSuggestion.State.OPEN)
    summary = " ".join(standing.order_by("pk").values_list("summary", flat=True))
    _store(ticket, read_chat(ticket).messages, summary, (fact for fact in facts if fact not in elsewhere))


def _store(ticket: Ticket, messages: Sequence[ThreadMessage], summary: str, facts: Iterable[str]) -> None:
    newest = tuple(dict.fromkeys(facts))[-FACTS_AT_MOST:]
    ChatContext.objects.update_or_create(
        ticket=ticket,
        defaults={
            "tenant_id": ticket.tenant_id,
            "short_term": [message.model_dump() for message in messages[-SHORT_TERM:]],
            "long_term": LongTerm(summary=summary[:SUMMARY_AT_MOST], facts=newest).model_dump(mode="json"),
            "updated_at": timezone.now(),
        },
    )
