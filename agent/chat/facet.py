"""Narrows a list of tickets to chats by what the AI found in them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from agent.chat.judging import threshold_of
from agent.models import ChatAnalysis, TicketSuggestion
from tickets.inbox.facets import Facet, Option


def _found(value: str, member: Member) -> Q:
    if value == "read":
        return Q(pk__in=ChatAnalysis.objects.for_tenant(member.tenant).values("ticket"))
    suggestions = TicketSuggestion.objects.for_tenant(member.tenant)
    if value == "suggested":
        suggestions = suggestions.ever_shown(threshold_of(member.tenant))
    else:
        suggestions = suggestions.filter(state=TicketSuggestion.State.DISMISSED)
    return Q(pk__in=suggestions.values("ticket"))


FACET = Facet(
    "chat",
    _("Tickets in the chat"),
    _found,
    (
        Option("read", _("Looked for by the AI")),
        Option("suggested", _("Suggested by the AI")),
        Option("rejected", _("Said to be no issue")),
    ),
)
