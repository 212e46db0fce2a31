"""The ticket list at 20,000 tickets, beside an empty view on the same server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import repeat
from urllib.parse import urlencode

from tests.bench.http import Request
from tests.bench.load import Load
from tests.bench.report import Report
from tests.bench.session import Session
from tickets.models import Ticket

PATHS = {
    "open (as it opens)": "/conversations/tickets/",
    "all": "/conversations/tickets/?view=all",
    "mine": "/conversations/tickets/?view=mine",
    "unassigned": "/conversations/tickets/?view=unassigned",
    "escalated": "/conversations/tickets/?view=escalated",
    "resolved": "/conversations/tickets/?view=resolved",
    "open, high, nobody's": "/conversations/tickets/?view=all&status=open&priority=high&owner=none",
    "critical, for safety, by both": (
        "/conversations/tickets/?view=all&priority=critical&reason=safety&handled=both"
    ),
    "opened in one month": "/conversations/tickets/?view=all&created_from=2026-03-01&created_to=2026-03-31",
    "the counts beside it": "/conversations/tickets/views/",
}
# What is looked for: {number} is another ticket's each time.
SEARCHES = {
    "search: a word of many": "invoice",
    "search: two words": "invoice client",
    "search: an order's number": "ORD{number}",
    "search: a customer": "customer{number}@example.com",
    "search: #number": "#{number}",
    "search: a word, open and high": "invoice&status=open&priority=high",
    "search: nothing": "xylophone",
}


def measure(session: Session) -> None:
    sizes = session.sizes
    session.ensure_tickets(sizes.tickets, messages_per_ticket=sizes.messages_per_ticket)
    session.report.begin(f"List ({sizes.tickets:,} tickets, {sizes.connections} connections)")
    reference = session.reference()
    _report(session.report, "empty view", reference, reference)
    session.list_loads = list_loads(session)
    for name, load in session.list_loads.items():
        _report(session.report, name, load, reference)
    session.report.end()


def list_loads(session: Session) -> dict[str, Load]:
    """Each view of the list under load, and a page far down."""
    seconds = session.sizes.page_seconds / 2
    return {name: session.load(asked, seconds=seconds) for name, asked in list_requests(session).items()}


def list_requests(session: Session) -> dict[str, Iterator[Request]]:
    """What is asked for, without end, by the name of each list and search."""
    paths = {**PATHS, "all, from the middle": f"/conversations/tickets/?view=all&after={_middle()}"}
    lists = {name: repeat(session.bob.get(path)) for name, path in paths.items()}
    newest = Ticket.objects.order_by("-number").values_list("number", flat=True)[0]
    return lists | {name: _searches(session, words, newest) for name, words in SEARCHES.items()}


def _searches(session: Session, words: str, newest: int) -> Iterator[Request]:
    chance = random.Random(words)
    while True:
        asked, *filters = words.format(number=chance.randrange(1_100, newest)).split("&")
        query = "&".join([urlencode({"view": "all", "q": asked}), *filters])
        yield session.bob.get(f"/conversations/tickets/?{query}")


def _middle() -> str:
    """The cursor of a ticket half way down."""
    newest_first = Ticket.objects.order_by("-pk")
    middle = newest_first.filter(pk__lte=newest_first[0].pk // 2)[0]
    return f"{round(middle.latest_activity_at.timestamp() * 1_000_000):x}-{middle.pk:x}"


def _report(report: Report, name: str, load: Load, reference: Load) -> None:
    note = f"empty view {load.ratio(reference)}; {load.cost}; client {load.client_share:.0%} of a core"
    report.row(name, load.text, note=note)
