from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from tests.bench.http import Request
from tests.bench.member import Browser

ASKED = "X-Bench-Count"
ANSWERED = "X-Bench-Statements"


def statements_of(browser: Browser, request: Request) -> int:
    """How many statements the request makes, asked once."""
    asking = Request(request.method, request.path, {**request.headers, ASKED: "1"}, request.body)
    return int(browser.send(asking).expect(200, 201).headers[ANSWERED.lower()])


class StatementsMiddleware:
    """Tell how many SQL statements a request made, when it asks; requests under load do not ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*arguments)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response[ANSWERED] = str(count)
        return response
