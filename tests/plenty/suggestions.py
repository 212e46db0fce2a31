"""Work that was found in chats, and triages."""

from __future__ import annotations

from django.utils import timezone

from accounts.api_keys import create_api_key
from accounts.models import Member
from agent.models import (
    CategoryModel,
    ChatAlert,
    ChatAnalysis,
    ChatContext,
    SuggestionFeedback,
    TriageCorrection,
    TriageThread,
)
from knowledge.services import create_article
from tests.factories import ChannelFactory, SuggestionFactory, receive
from tests.urlwalk import Things
from tickets.models import Ticket


def add_suggestions(ticket: Ticket, member: Member) -> None:
    """What was seen in a chat: one that waits, one that became a ticket and was judged."""
    tenant, message = ticket.tenant, ticket.discussion.messages.latest("pk")
    SuggestionFactory(tenant=tenant, ticket=ticket, message_ids=[message.pk])
    other = receive(ChannelFactory(tenant=tenant))
    created = SuggestionFactory(
        tenant=tenant,
        ticket=ticket,
        state="created",
        created_ticket=other.ticket,
        decided_by=member,
        decided_at=timezone.now(),
        message_ids=[message.pk],
    )
    SuggestionFeedback.objects.create(tenant=tenant, suggestion=created, member=member, rating=4)
    ChatAnalysis.objects.create(tenant=tenant, ticket=ticket, message=other.message)
    ChatContext.objects.create(tenant=tenant, ticket=other.ticket)
    ChatAlert.objects.create(tenant=tenant, kind="slow", value=3000, closed_at=timezone.now())


def add_triage(things: Things, member: Member, number: int) -> None:
    """Of the ticket and of a text alone, with results; a correction of another; versions; a key."""
    tenant, result = member.tenant, {"category": "Billing", "confidence": 0.9, "manual_review": False}
    result |= {
        "severity": "High",
        "issue_type": "new_issue",
        "matched_issue": None,
        "next_action": "",
        "summary": "",
    }
    its = {"tenant": tenant, "description": "My invoice is wrong", "state": "done", "result": result}
    for ticket in (things.ticket, None):
        TriageThread.objects.create(**its, ticket=ticket, source="ticket", finished_at=timezone.now())
    other = receive(things.widget).ticket
    TriageCorrection.objects.create(
        tenant=tenant, ticket=other, text="Hello", category="Login", member=member
    )
    CategoryModel.objects.create(tenant=tenant, version=number, arrays=b"", tickets=60, accuracy=0.9)
    create_api_key(name=f"Key {number}", by=member)
    create_article(tenant=tenant, title=f"Issue {number}", body="Text.", by=member, kind="known_issue")
