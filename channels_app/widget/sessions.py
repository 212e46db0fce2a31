"""Opening, finding and closing a browser's session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from channels_app.widget import errors
from channels_app.widget.identity import check_identity, customer_of, merge_visitor, note_claims
from channels_app.widget.models import WidgetSession, hash_token
from channels_app.widget.payloads import Identity, OpenSession
from conversations import live
from conversations.models import Channel, Customer


@dataclass(frozen=True)
class Opened:
    session: WidgetSession
    token: str
    is_new: bool


def channel_of(key: str) -> Channel:
    """The widget with this public key, if it is switched on. Raises errors.Refusal."""
    channels = Channel.objects.filter(kind=Channel.Kind.WIDGET, is_enabled=True).select_related("tenant")
    channel = channels.filter(public_key=key).first() if "\x00" not in key else None
    if channel is None:
        raise errors.key_unknown()
    return channel


def bearer_token(request: HttpRequest) -> str | None:
    """The token of the request; None without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def session_of(token: str) -> WidgetSession:
    """The open session of this token. Raises errors.Refusal (SESSION_INVALID)."""
    found = WidgetSession.objects.select_related("channel__tenant", "customer", "tenant")
    session = found.filter(token_hash=hash_token(token)).first()
    if session is None or not session.is_open:
        raise errors.session_invalid()
    session.note_seen()
    return session


@transaction.atomic
def open_session(*, channel: Channel, payload: OpenSession, token: str | None) -> Opened:
    """Open a session, or resume the one of `token`, and take in who the visitor is or says to be.

    Someone else who proves who they are gets a session of their own, never the one before them.
    """
    if payload.identity is not None:
        check_identity(channel, payload.identity)
    session = _resumable(channel, token) if token else None
    if session is not None and payload.identity is not None:
        session = _identify(session, payload.identity)
    if session is None or token is None:
        session, token = _create(channel, payload.identity)
        note_claims(session.customer, payload.traits)
        return Opened(session, token, is_new=True)
    note_claims(session.customer, payload.traits)
    return Opened(session, token, is_new=False)


@transaction.atomic
def close_session(session: WidgetSession) -> None:
    """End it for every tab that holds its token, as when the person signs out of the site."""
    session.close()
    live.publish(session.tenant_id, session.topic, {"kind": "closed"})


def _resumable(channel: Channel, token: str) -> WidgetSession:
    session = session_of(token)
    if session.channel_id != channel.pk:
        raise errors.session_invalid()
    return session.locked()


def _identify(session: WidgetSession, identity: Identity) -> WidgetSession | None:
    """The session as that of the proved customer; None when it is another proved customer's."""
    customer = customer_of(session.channel, identity)
    if session.customer_id == customer.pk:
        return session
    if session.customer.is_verified:
        close_session(session)
        return None
    merge_visitor(session.customer, into=customer)
    session.customer = customer
    return session


def _create(channel: Channel, identity: Identity | None) -> tuple[WidgetSession, str]:
    token = secrets.token_urlsafe(32)
    if identity is not None:
        customer = customer_of(channel, identity)
    else:
        customer = Customer.objects.create(tenant=channel.tenant)
    session = WidgetSession.objects.create(
        tenant=channel.tenant, channel=channel, customer=customer, token_hash=hash_token(token)
    )
    return session, token
