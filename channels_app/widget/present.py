"""What the messenger is shown, as JSON."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agent.outcomes.asking import question_to
from channels_app.widget.models import WidgetSession
from channels_app.widget.services import CLIENT_PREFIX, Page
from channels_app.widget.settings import WidgetSettings
from conversations.attachments import signed_path
from conversations.models import Attachment, Channel, Customer, Message, Reaction
from knowledge.help.centre import centre_of
from knowledge.help.reader import Reader, opened_address, token_for
from tickets.csat.asking import csat_to_rate
from tickets.models import Csat, Ticket


def session_json(session: WidgetSession, token: str) -> dict[str, Any]:
    return {
        "token": token,
        "session_id": session.pk,
        "config": config_json(session.channel),
        "customer": customer_json(session.customer),
        "office": office_json(session.channel),
    }


def config_json(channel: Channel) -> dict[str, Any]:
    chosen = WidgetSettings.of(channel)
    return {
        "name": channel.tenant.name,
        "greeting": chosen.greeting,
        "accent": chosen.accent,
        "position": chosen.position,
        "assistant_name": assistant_name(chosen),
    }


def help_url(session: WidgetSession) -> str:
    """Empty where the help centre is off. The plain address, which caches know, where no trait is proved."""
    centre, customer = centre_of(session.tenant), session.customer
    if not centre.is_on:
        return ""
    is_known = bool(customer.country or customer.plan or customer.segment)
    token = token_for(customer) if is_known else ""
    return centre.url + Reader(session.tenant, token=token).suffix


def assistant_name(chosen: WidgetSettings) -> str:
    return chosen.assistant_name or _("Assistant")


def office_json(channel: Channel) -> dict[str, Any]:
    chosen = WidgetSettings.of(channel)
    return {"is_open": chosen.is_office_open(channel.tenant), "reply_time": chosen.reply_time}


def customer_json(customer: Customer) -> dict[str, Any]:
    return {"name": customer.name, "email": customer.email, "is_verified": customer.is_verified}


def ticket_json(ticket: Ticket | None) -> dict[str, Any] | None:
    if ticket is None:
        return None
    is_with_people = ticket.is_escalated and ticket.is_ai_silent
    shown = {"reference": ticket.reference, "status": ticket.status, "is_with_people": is_with_people}
    if asked := question_to(ticket):
        shown["asks"] = {"message_id": asked.message_id, "kind": asked.kind}
    csat = csat_to_rate(ticket)
    return shown | {"csat": csat_json(csat)} if csat else shown


def csat_json(csat: Csat) -> dict[str, Any]:
    """What is asked about a resolved ticket: the rating is null as long as none was given."""
    return {
        "asked_at": csat.asked_at.isoformat(),
        "rating": csat.rating,
        "comment": csat.comment,
        "may_change": csat.may_be_changed(timezone.now()),
    }


def page_json(page: Page, session: WidgetSession) -> dict[str, Any]:
    return {
        "messages": [message_json(message, session) for message in page.messages],
        "ticket": ticket_json(page.ticket),
        "changed_as_of": page.changed_as_of.isoformat(),
        "has_more": page.has_more,
    }


def message_json(message: Message, session: WidgetSession) -> dict[str, Any]:
    """One public message. Its attachments, reactions and outcome should be loaded for a list.

    The cards of an offer stand for its text and its sources, which channels without cards show.
    """
    offered = [] if message.is_deleted else offer_json(message, session)
    cited = [] if message.is_deleted or offered else message.citations
    client_id = message.source_id.removeprefix(CLIENT_PREFIX)
    return {
        "id": message.pk,
        "client_id": client_id if message.source_id.startswith(CLIENT_PREFIX) else "",
        "author": message.author,
        "author_name": _author_name(message, session.channel),
        "html": message.html,
        "is_deleted": message.is_deleted,
        "created_at": message.created_at.isoformat(),
        "citations": [_citation_json(citation, session) for citation in cited],
        "offer": offered,
        "attachments": [] if message.is_deleted else [file_json(file) for file in message.attachments.all()],
        "reactions": [] if message.is_deleted else _reactions_json(message, session.customer),
    }


def offer_json(message: Message, session: WidgetSession) -> list[dict[str, Any]]:
    """The articles that the AI offered, each with the passage that matched; empty for any other message."""
    outcome = getattr(message, "outcome", None) if message.author == Message.Author.AI else None
    return [
        {
            "id": article["article_id"],
            **_citation_json(article, session),
            "heading": article["heading"],
            "excerpt": [[piece["text"], piece["is_marked"]] for piece in article["excerpt"]],
        }
        for article in (outcome.articles if outcome else ())
    ]


def _author_name(message: Message, channel: Channel) -> str:
    if message.author == Message.Author.AI:
        return assistant_name(WidgetSettings.of(channel))
    # What the hub itself says, as of a hand-over, it says for the team.
    return channel.tenant.name if message.author == Message.Author.SYSTEM else message.author_name


def _citation_json(citation: dict[str, Any], session: WidgetSession) -> dict[str, str]:
    # Scores and passage ids stay inside; only an address that can be a link goes out.
    url = str(citation.get("url") or "")
    is_link = url.startswith(("https://", "http://")) or (url.startswith("/") and not url.startswith("//"))
    # An article that is not for everybody has no address but the one that is opened for this customer.
    if not url and citation.get("slug"):
        url, is_link = opened_address(session.tenant, citation["slug"], session.customer), True
    return {"title": str(citation.get("title") or ""), "url": url if is_link else ""}


def _reactions_json(message: Message, customer: Customer) -> list[dict[str, Any]]:
    """Those of the team and the customer's own: customers who share a ticket see nothing of each other."""
    by_emoji: dict[str, list[Reaction]] = {}
    for reaction in message.reactions.all():
        if reaction.customer_id in (None, customer.pk):
            by_emoji.setdefault(reaction.emoji, []).append(reaction)
    return [
        {
            "emoji": emoji,
            "names": [reaction.member.name for reaction in given if reaction.member],
            "is_own": any(reaction.customer_id for reaction in given),
        }
        for emoji, given in by_emoji.items()
    ]


def file_json(attachment: Attachment) -> dict[str, Any]:
    return {
        "id": attachment.pk,
        "name": attachment.name,
        "size": attachment.size,
        "is_image": attachment.is_image,
        "is_waiting": attachment.is_waiting,
        "url": signed_path(attachment),
    }
