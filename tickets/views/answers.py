"""Answers that several pages of a ticket give."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.http import MemberRequest
from tickets.models import Ticket


def refuse(request: MemberRequest, why: str, ticket: Ticket) -> HttpResponse:
    """Nothing was changed, and why: in a toast over the page as it is."""
    if not request.htmx:
        messages.error(request, why)
        return redirect(ticket)
    response = HttpResponse(status=422)
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = json.dumps({"toast": {"text": why, "level": "bad"}})
    return response
