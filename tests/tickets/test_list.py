from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import receive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def rows(response) -> list[int]:
    return [ticket.number for ticket in response.context["page"].tickets]


def test_the_list_shows_open_tickets_newest_first(widget, bob, signed_in) -> None:
    for body in ("First question", "Second question", "Third question"):
        receive(widget, body)
    Ticket.objects.filter(number=1002).update(status="resolved")

    response = signed_in(bob).get(reverse("tickets:list"))

    assert rows(response) == [1003, 1001]
    assert b"Third question" in response.content


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("open", [1003, 1001]),
        ("mine", [1001]),
        ("unassigned", [1003]),
        ("escalated", [1003]),
        ("pending", []),
        ("resolved", [1002]),
        ("all", [1003, 1002, 1001]),
        ("nonsense", [1003, 1001]),
    ],
)
def test_each_view_narrows_the_list(widget, bob, signed_in, view, expected) -> None:
    for body in ("First question", "Second question", "Third question"):
        receive(widget, body)
    Ticket.objects.filter(number=1001).update(owner=bob)
    Ticket.objects.filter(number=1002).update(status="resolved")
    Ticket.objects.filter(number=1003).update(escalated_at=timezone.now(), escalation_reason="manual")

    assert rows(signed_in(bob).get(reverse("tickets:list"), {"view": view})) == expected


def test_pages_follow_each_other_without_gap_or_overlap(widget, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.inbox.pages.PAGE_SIZE", 3)
    for number in range(8):
        receive(widget, f"Question {number}")
    # Equal times must not lose or repeat a row at a page's edge.
    Ticket.objects.update(latest_activity_at=timezone.now())

    seen: list[int] = []
    cursor = ""
    for _page in range(3):
        response = signed_in(bob).get(reverse("tickets:list"), {"after": cursor})
        seen += rows(response)
        cursor = response.context["page"].next_cursor

    assert seen == [1008, 1007, 1006, 1005, 1004, 1003, 1002, 1001]
    assert cursor == ""


@pytest.mark.parametrize("cursor", ["x", "1-2-3", "zz-zz", "f" * 40 + "-1", "-"])
def test_a_broken_page_link_shows_the_newest_and_says_so(widget, bob, signed_in, cursor) -> None:
    receive(widget, "First question")

    response = signed_in(bob).get(reverse("tickets:list"), {"after": cursor})

    assert rows(response) == [1001]
    assert b"cut short" in response.content


def test_htmx_gets_the_rows_alone(widget, bob, signed_in) -> None:
    receive(widget, "First question")

    response = signed_in(bob).get(reverse("tickets:list"), headers={"HX-Request": "true"})

    assert b"First question" in response.content
    assert b"<html" not in response.content


def test_another_tenants_tickets_are_not_in_the_list(widget, charlie, signed_in) -> None:
    receive(widget, "First question")

    response = signed_in(charlie).get(reverse("tickets:list"), {"view": "all"})

    assert rows(response) == []
    assert b"No tickets yet" in response.content


def test_the_cost_of_the_list_does_not_grow_with_its_rows(widget, bob, signed_in, count_queries) -> None:
    client = signed_in(bob)
    receive(widget, "First question")
    client.get(reverse("tickets:list"))
    with count_queries() as few:
        client.get(reverse("tickets:list"))
    for number in range(20):
        receive(widget, f"Question {number}")
    Ticket.objects.update(owner=bob)
    with count_queries() as many:
        client.get(reverse("tickets:list"))

    assert len(many) == len(few)


def test_views_carry_their_counts_in_one_statement(widget, bob, signed_in, count_queries) -> None:
    client = signed_in(bob)
    for number in range(3):
        receive(widget, f"Question {number}")
    Ticket.objects.filter(number=1001).update(status="resolved")
    with count_queries() as queries:
        response = client.get(reverse("tickets:views"))

    counts = {view.key: count for view, count in response.context["presets"]}
    assert counts == {
        "open": 2, "mine": 0, "unassigned": 2, "escalated": 0, "risk": 0, "pending": 0, "snoozed": 0,
        "resolved": 1, "all": 3,
    }  # fmt: skip
    assert sum("capped" in query["sql"] for query in queries) == 1


def test_a_count_past_the_cap_says_so(widget, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.inbox.counts.COUNT_AT_MOST", 2)
    monkeypatch.setattr("tickets.views.index.COUNT_AT_MOST", 2)
    for number in range(4):
        receive(widget, f"Question {number}")

    response = signed_in(bob).get(reverse("tickets:views"))

    assert b"2+" in response.content
