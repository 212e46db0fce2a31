"""Who the visitor is: proved by their site's signature, or only claimed."""

from __future__ import annotations

import hashlib
import hmac

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef

from channels_app.widget import errors
from channels_app.widget.models import WidgetSession
from channels_app.widget.payloads import Identity, Traits
from channels_app.widget.settings import WidgetSettings
from conversations.models import Attachment, Channel, Customer, Message, Participant, Reaction
from conversations.services.journey import give_journey
from tickets.live import announce
from tickets.models import Ticket

MOST_CLAIMS = 50


def sign(user_id: str, secret: str) -> str:
    """HMAC-SHA256 of the user id in hex: what the tenant's server computes for its signed-in user."""
    return hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def check_identity(channel: Channel, identity: Identity) -> None:
    """Raises errors.Refusal unless the signature is the channel's. No secret, no identities."""
    secret = WidgetSettings.of(channel).identity_secret
    expected = sign(identity.user_id, secret)
    # Bytes: compare_digest refuses text that is not ASCII.
    if not secret or not hmac.compare_digest(expected.encode(), identity.signature.lower().encode()):
        raise errors.identity_invalid()


def customer_of(channel: Channel, identity: Identity) -> Customer:
    """The tenant's verified customer of this user id; made when new."""
    customer, _created = Customer.objects.get_or_create(
        tenant=channel.tenant, external_id=identity.user_id, is_verified=True
    )
    return customer


@transaction.atomic
def merge_visitor(visitor: Customer, *, into: Customer) -> None:
    """Give all that an anonymous visitor wrote and did to the customer they turned out to be."""
    for ticket in Ticket.objects.for_tenant(into.tenant).filter(customer=visitor).select_for_update():
        ticket.customer = into
        ticket.save(update_fields=["customer"])
        announce(ticket)
    Message.objects.for_tenant(into.tenant).filter(customer=visitor).update(customer=into)
    Message.objects.for_tenant(into.tenant).filter(audience=visitor).update(audience=into)
    known = Participant.objects.filter(customer=into).values("discussion")
    Participant.objects.filter(customer=visitor).exclude(discussion__in=known).update(customer=into)
    _give_reactions(visitor, to=into)
    Attachment.objects.filter(customer=visitor).update(customer=into)
    give_journey(visitor, to=into)
    WidgetSession.objects.filter(customer=visitor).update(customer=into)
    visitor.merged_into = into
    visitor.save(update_fields=["merged_into"])
    note_claims(into, {"name": visitor.name, "email": visitor.email, **visitor.traits.get("claimed", {})})


def _give_reactions(visitor: Customer, *, to: Customer) -> None:
    """But for those that the other one gave too, in a ticket that they shared."""
    theirs = Reaction.objects.filter(message=OuterRef("message"), emoji=OuterRef("emoji"), customer=to)
    Reaction.objects.filter(Exists(theirs), customer=visitor).delete()
    Reaction.objects.filter(customer=visitor).update(customer=to)


def note_claims(customer: Customer, traits: Traits) -> None:
    """Keep what a visitor says of themselves, marked as claimed.

    Only a name, and an address to answer to, become the customer's own, and the address only while
    nothing about them is proved. Plan, segment and country decide which articles someone may read,
    so a claim never sets them.
    """
    claims = {name: value for name, value in traits.items() if value not in (None, "")}
    if not claims:
        return
    claimed = {**customer.traits.get("claimed", {}), **claims}
    customer.traits = {**customer.traits, "claimed": dict(list(claimed.items())[:MOST_CLAIMS])}
    name, email = str(claims.get("name", ""))[:120], str(claims.get("email", ""))
    if name and not (customer.is_verified and customer.name):
        customer.name = name
    if email and not customer.is_verified and _is_email(email):
        customer.email = email
    customer.save(update_fields=["traits", "name", "email"])


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
