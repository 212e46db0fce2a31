"""The widget's JSON API. The messenger uses it, and so may any program with a widget's key."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from agent.outcomes.settling import NothingAsked
from channels_app.widget import errors, present
from channels_app.widget.endpoint import WidgetEndpoint, check_origin
from channels_app.widget.journey import keep_journey
from channels_app.widget.payloads import (
    OpenSession,
    PostMessage,
    Rate,
    React,
    SayWhether,
    TellJourney,
    read,
    read_message_id,
    read_moment,
)
from channels_app.widget.services import (
    ask_for_person,
    post_message,
    rate,
    react,
    read_messages,
    say_whether_it_helped,
    start_thread,
)
from channels_app.widget.sessions import bearer_token, channel_of, close_session, open_session
from channels_app.widget.throttle import limit_session
from conversations.models import Message
from tickets.csat.asking import NothingToRate


class Sessions(WidgetEndpoint):
    scopes = {"POST": "sessions"}
    needs_session = False

    def post(self, request: Request) -> Response:
        """Open a session (201), or resume the Bearer token's (200), with who the visitor is."""
        payload = read(OpenSession, request.data)
        channel = channel_of(payload.key)
        check_origin(request._request, channel)
        opened = open_session(channel=channel, payload=payload, token=bearer_token(request._request))
        limit_session("sessions", opened.session.pk)
        status = 201 if opened.is_new else 200
        return Response(present.session_json(opened.session, opened.token), status=status)


class CurrentSession(WidgetEndpoint):
    scopes = {"DELETE": "sessions"}

    def delete(self, request: Request) -> Response:
        """Close the session: its token opens nothing any more."""
        close_session(self.session)
        return Response(status=204)


class Messages(WidgetEndpoint):
    scopes = {"GET": "reads", "POST": "messages"}

    def get(self, request: Request) -> Response:
        """The thread's public messages after `?after=ID`; without it, the newest."""
        asked = request.query_params
        page = read_messages(
            self.session,
            after=read_message_id(asked.get("after", "0")),
            changed_since=read_moment(asked.get("changed_since", "")),
        )
        return Response(present.page_json(page, self.session))

    def post(self, request: Request) -> Response:
        """Write a message: 201, or 200 for one that is already there."""
        payload = read(PostMessage, request.data)
        received = post_message(
            self.session, text=payload.text, client_id=payload.client_id, files=payload.attachments
        )
        body = {
            "message": present.message_json(received.message, self.session),
            "ticket": present.ticket_json(received.ticket),
        }
        return Response(body, status=201 if received.is_new else 200)


class Reactions(WidgetEndpoint):
    scopes = {"POST": "messages"}

    def post(self, request: Request) -> Response:
        """React to a message, or take that back. The same again is the same."""
        payload = read(React, request.data)
        try:
            message = react(
                self.session,
                message_id=payload.message_id,
                emoji=payload.emoji,
                is_given=payload.given,
            )
        except Message.DoesNotExist:
            raise errors.message_unknown() from None
        return Response({"message": present.message_json(message, self.session)})


class Escalate(WidgetEndpoint):
    scopes = {"POST": "messages"}

    def post(self, request: Request) -> Response:
        """Hand over to a person. Twice is the same as once."""
        return Response({"ticket": present.ticket_json(ask_for_person(self.session))})


class Rating(WidgetEndpoint):
    scopes = {"POST": "messages"}

    def post(self, request: Request) -> Response:
        """Say how a resolved thread was. The same again is the same; within a day another replaces it."""
        payload = read(Rate, request.data)
        try:
            ticket = rate(self.session, rating=payload.rating, comment=payload.comment)
        except NothingToRate:
            raise errors.nothing_to_rate() from None
        return Response({"ticket": present.ticket_json(ticket)})


class Helped(WidgetEndpoint):
    scopes = {"POST": "messages"}

    def post(self, request: Request) -> Response:
        """Say whether an answer, or one of the offered articles, helped. The same again is the same."""
        payload = read(SayWhether, request.data)
        try:
            ticket = say_whether_it_helped(
                self.session,
                message_id=payload.message_id,
                has_helped=payload.helped,
                article_id=payload.article_id,
            )
        except NothingAsked:
            raise errors.nothing_asked() from None
        return Response({"ticket": present.ticket_json(ticket)})


class Journey(WidgetEndpoint):
    scopes = {"POST": "journey"}

    def post(self, request: Request) -> Response:
        """Tell what the visitor did on the site. What is there already stays as it is."""
        keep_journey(self.session, steps=read(TellJourney, request.data).events)
        return Response(status=204)


class Threads(WidgetEndpoint):
    scopes = {"POST": "messages"}

    def post(self, request: Request) -> Response:
        """Begin another conversation; the earlier one stays with the team."""
        start_thread(self.session)
        return Response({"messages": [], "ticket": None})


class Help(WidgetEndpoint):
    scopes = {"GET": "reads"}

    def get(self, request: Request) -> Response:
        """The help centre's address; for a proved customer one that opens what they may read, for an hour."""
        return Response({"url": present.help_url(self.session)})
