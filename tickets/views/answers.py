"""Answers that several pages of a ticket give."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tickets.models import Ticket


def refuse(request: HttpRequest, why: str, ticket: Ticket) -> HttpResponse:
    """Nothing was changed, and why: in a toast over the page as it is."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.error(request, why)
        return redirect(ticket)
    response = HttpResponse(status=422)
    response["HX-Reswap"] = "none"
    response["HX-Trigger"] = json.dumps({"toast": {"text": why, "level": "bad"}})
    return response
