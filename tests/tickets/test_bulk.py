from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team
from conversations.jobs.run import run_job
from conversations.models import Job
from tests.factories import receive
from tickets.models import BulkAction, BulkItem, Tag, Ticket, TicketEvent
from tickets.services.merging import merge_tickets
from tickets.services.state import change_status

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tickets(widget) -> list[Ticket]:
    return [receive(widget, f"Question {number}").ticket for number in range(4)]


def act(client, verb: str, **fields: object):
    return client.post(reverse("tickets:bulk", args=[verb]), fields, headers=HTMX)


def statuses() -> dict[int, str]:
    return dict(Ticket.objects.order_by("number").values_list("number", "status"))


def undo(client):
    return client.post(
        reverse("tickets:bulk-undo", args=[BulkAction.objects.get(is_single=False).pk]), headers=HTMX
    )


def test_the_selected_tickets_are_resolved_and_no_others(tickets, bob, signed_in) -> None:
    response = act(signed_in(bob), "resolve", number=[1001, 1003])

    assert statuses() == {1001: "resolved", 1002: "open", 1003: "resolved", 1004: "open"}
    assert "2 tickets changed" in response.content.decode()
    assert "selection:clear" in response.headers["HX-Trigger"]
    events = TicketEvent.objects.filter(kind="status", member=bob).order_by("ticket__number")
    assert [event.ticket.number for event in events] == [1001, 1003]


def test_each_change_does_its_own(tickets, bob, alice, launchpad, signed_in) -> None:
    client = signed_in(bob)
    team = Team.objects.create(tenant=launchpad, name="Billing")
    tag = Tag.objects.create(tenant=launchpad, name="VIP")
    until = (timezone.now() + timedelta(days=1)).replace(microsecond=0)

    act(client, "priority", number=[1001], priority="critical")
    act(client, "assign", number=[1001, 1002], owner=alice.pk)
    act(client, "assign", number=[1001], team=team.pk)
    act(client, "tag", number=[1001], tag=tag.pk)
    act(client, "snooze", number=[1003], until=until.isoformat())
    act(client, "pending", number=[1004])

    first, second, third, fourth = Ticket.objects.order_by("number")
    assert (first.priority, first.owner, first.team) == ("critical", alice, team)
    assert list(first.tags.all()) == [tag]
    assert (second.owner, second.team) == (alice, None)
    assert third.snoozed_until == until
    assert fourth.status == "pending"
    act(client, "assign", number=[1001], nobody="1")
    first.refresh_from_db()
    assert (first.owner, first.team) == (None, team)


def test_everything_in_the_list_means_its_filters_and_all_its_pages(
    tickets, bob, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr("tickets.inbox.pages.PAGE_SIZE", 1)
    Ticket.objects.filter(number=1002).update(priority="high")

    act(signed_in(bob), "resolve", everything="1", query="view=open&status=open&priority=medium")

    assert statuses() == {1001: "resolved", 1002: "open", 1003: "resolved", 1004: "resolved"}


def test_undo_takes_everything_back(tickets, bob, signed_in) -> None:
    client = signed_in(bob)
    Ticket.objects.filter(number=1002).update(status="pending")
    act(client, "resolve", number=[1001, 1002])

    response = undo(client)

    assert statuses() == {1001: "open", 1002: "pending", 1003: "open", 1004: "open"}
    assert "Taken back" in response.content.decode()


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("priority", {"priority": "low"}),
        ("assign", {"owner": "bob"}),
        ("tag", {"tag": "vip"}),
        ("snooze", {"until": "2030"}),
        ("pending", {}),
    ],
)
def test_every_change_can_be_taken_back(tickets, bob, launchpad, signed_in, verb, fields) -> None:
    vip = Tag.objects.create(tenant=launchpad, name="VIP")
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    known = {"bob": bob.pk, "vip": vip.pk, "2030": tomorrow}
    client = signed_in(bob)

    def state() -> tuple[object, ...]:
        ticket = Ticket.objects.get(number=1001)
        tags = list(ticket.tags.all())
        return ticket.status, ticket.priority, ticket.owner, ticket.snoozed_until, tags

    before = state()
    act(client, verb, number=[1001], **{name: known.get(value, value) for name, value in fields.items()})
    assert state() != before

    undo(client)

    assert state() == before


def test_undo_leaves_alone_what_somebody_changed_since(tickets, bob, alice, signed_in) -> None:
    client = signed_in(bob)
    act(client, "resolve", number=[1001, 1002])
    signed_in(alice).post(reverse("tickets:reopen", args=[1001]))
    signed_in(alice).post(reverse("tickets:pending", args=[1001]))

    response = undo(client)

    assert statuses()[1001] == "pending"
    assert statuses()[1002] == "open"
    assert "1 ticket was changed again since" in response.content.decode()


def test_undo_twice_is_harmless_and_too_late_is_refused(tickets, bob, signed_in) -> None:
    client = signed_in(bob)
    act(client, "resolve", number=[1001])
    undo(client)
    events = TicketEvent.objects.count()

    undo(client)

    assert TicketEvent.objects.count() == events
    act(client, "resolve", number=[1002])
    old = BulkAction.objects.latest("pk")
    BulkAction.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(hours=2))
    refused = client.post(reverse("tickets:bulk-undo", args=[old.pk]), headers=HTMX)
    assert "too long ago" in refused.headers["HX-Trigger"]
    assert statuses()[1002] == "resolved"


def test_many_are_changed_in_batches_by_a_worker(tickets, bob, signed_in, work_off, monkeypatch) -> None:
    monkeypatch.setattr("tickets.services.bulk.AT_ONCE", 3)

    response = act(signed_in(bob), "resolve", everything="1", query="view=open")

    assert "0 of 4" in response.content.decode()
    assert set(statuses().values()) == {"open"}
    work_off()
    assert set(statuses().values()) == {"resolved"}
    bulk = BulkAction.objects.get()
    assert (bulk.state, bulk.done_count, bulk.changed_count) == ("done", 4, 4)
    undo(signed_in(bob))
    work_off()
    assert set(statuses().values()) == {"open"}


def test_a_worker_that_dies_in_a_batch_leaves_it_whole_or_undone(
    tickets, bob, signed_in, monkeypatch
) -> None:
    monkeypatch.setattr("tickets.services.bulk.AT_ONCE", 2)
    act(signed_in(bob), "resolve", everything="1", query="view=open")
    job = Job.objects.get(name="tickets.bulk")
    calls = []

    def die_at_the_second(ticket, **fields):
        calls.append(ticket.pk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return ticket

    with monkeypatch.context() as dying:
        dying.setattr("tickets.changes.change_status", die_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            run_job(job.key)

    assert set(statuses().values()) == {"open"}
    assert set(BulkItem.objects.values_list("state", flat=True)) == {"waiting"}
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.key)
    assert sorted(statuses().values()) == ["open", "open", "resolved", "resolved"]
    assert TicketEvent.objects.filter(kind="status").count() == 2


@pytest.mark.parametrize(
    ("verb", "fields", "why"),
    [
        ("resolve", {}, "at least one"),
        ("resolve", {"number": ["x", "9" * 30]}, "at least one"),
        ("priority", {"number": [1001], "priority": "urgent"}, "valid choice"),
        ("assign", {"number": [1001]}, "Choose a member or a team"),
        ("assign", {"number": [1001], "owner": 10**6}, "valid choice"),
        ("snooze", {"number": [1001], "until": "soon"}, "valid date"),
        ("tag", {"number": [1001], "tag": 10**6}, "valid choice"),
    ],
)
def test_what_can_not_be_done_is_said_and_changes_nothing(tickets, bob, signed_in, verb, fields, why) -> None:
    response = act(signed_in(bob), verb, **fields)

    assert why in response.headers["HX-Trigger"]
    assert BulkAction.objects.count() == 0


def test_more_than_can_be_done_at_once_is_refused(tickets, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.services.bulk.MOST", 3)

    response = act(signed_in(bob), "resolve", everything="1", query="view=all")

    assert "more than 3 tickets" in response.headers["HX-Trigger"]


def test_a_moment_that_has_passed_snoozes_nothing_and_says_so(tickets, bob, signed_in) -> None:
    response = act(signed_in(bob), "snooze", number=[1001], until="2020-01-01T09:00")

    assert "next year" in response.headers["HX-Trigger"]
    assert Ticket.objects.filter(snoozed_until__isnull=False).count() == 0


def test_nobody_changes_other_peoples_tickets_or_takes_back_their_actions(
    tickets, bob, alice, vera, charlie, signed_in
) -> None:
    assert act(signed_in(vera), "resolve", number=[1001]).status_code == 403
    act(signed_in(charlie), "resolve", number=[1001])
    act(signed_in(charlie), "resolve", everything="1", query="view=all")
    assert set(statuses().values()) == {"open"}

    act(signed_in(bob), "resolve", number=[1001])
    bulk = BulkAction.objects.get()
    assert undo(signed_in(alice)).status_code == 404
    assert signed_in(charlie).get(reverse("tickets:bulk-progress", args=[bulk.pk])).status_code == 404
    assert signed_in(bob).get(reverse("tickets:bulk", args=["resolve"])).status_code == 405
    assert act(signed_in(bob), "explode", number=[1001]).status_code == 404


def test_the_latest_action_is_offered_again_on_the_next_page(tickets, bob, alice, signed_in) -> None:
    client = signed_in(bob)
    act(client, "resolve", number=[1001])

    assert "1 ticket changed" in client.get(reverse("tickets:bulk-latest"), headers=HTMX).content.decode()
    assert (
        "changed" not in signed_in(alice).get(reverse("tickets:bulk-latest"), headers=HTMX).content.decode()
    )


def test_readers_get_no_boxes_to_tick(tickets, vera, signed_in) -> None:
    page = signed_in(vera).get(reverse("tickets:list")).content.decode()

    assert "bulk-form" not in page.split('id="rows"')[0]
    assert "workspace--reading" in page


def test_a_ticket_that_was_merged_is_left_alone(tickets, bob, signed_in) -> None:
    first, second = tickets[:2]
    second.customer = first.customer
    second.save()
    merge_tickets(second, into=first, by=bob)

    response = act(signed_in(bob), "reopen", number=[1002])

    assert statuses()[1002] == "resolved"
    assert "0 tickets changed" in response.content.decode()


def test_everything_in_an_order_that_leaves_some_out_leaves_them_out_too(tickets, bob, signed_in) -> None:
    Ticket.objects.filter(number=1003).update(sla_risk_at=timezone.now(), sla_target="resolution")

    act(signed_in(bob), "resolve", everything="1", query="view=all&order=risk")

    assert statuses() == {1001: "open", 1002: "open", 1003: "resolved", 1004: "open"}


def test_what_goes_wrong_with_one_ticket_is_told_and_stops_no_other(
    tickets, bob, signed_in, monkeypatch
) -> None:
    def refuse_the_second(ticket, **fields):
        if ticket.number == 1002:
            raise ValueError("poisoned")
        return change_status(ticket, **fields)

    monkeypatch.setattr("tickets.changes.change_status", refuse_the_second)

    response = act(signed_in(bob), "resolve", number=[1001, 1002, 1003])

    assert statuses() == {1001: "resolved", 1002: "open", 1003: "resolved", 1004: "open"}
    assert "1 could not be changed" in response.content.decode()


def test_an_action_whose_job_fails_for_good_comes_to_an_end(tickets, bob, signed_in, monkeypatch) -> None:
    monkeypatch.setattr("tickets.services.bulk.AT_ONCE", 2)
    client = signed_in(bob)
    act(client, "resolve", everything="1", query="view=open")
    job = Job.objects.get(name="tickets.bulk")
    with monkeypatch.context() as broken:
        broken.setattr("tickets.services.bulk._lock_all", lambda items: 1 / 0)
        for _attempt in range(5):
            Job.objects.filter(pk=job.pk).update(run_at=timezone.now())
            run_job(job.key)

    bulk = BulkAction.objects.get()
    assert bulk.state == "done"
    assert "4 could not be changed" in client.get(reverse("tickets:bulk-latest")).content.decode()


def test_everything_in_a_list_whose_condition_is_gone_changes_nothing(
    tickets, bob, launchpad, signed_in
) -> None:
    gone = Tag.objects.create(tenant=launchpad, name="Gone")
    query = f"view=all&tag={gone.pk}"
    gone.delete()

    response = act(signed_in(bob), "resolve", everything="1", query=query)

    assert "changed meanwhile" in response.headers["HX-Trigger"]
    assert set(statuses().values()) == {"open"}


def test_more_rows_than_a_page_can_tick_are_refused_in_words(tickets, bob, signed_in) -> None:
    response = act(signed_in(bob), "resolve", number=list(range(1, 600)))

    assert "at most 500" in response.headers["HX-Trigger"]


def test_without_scripts_many_are_changed_by_plain_pages(tickets, bob, launchpad, signed_in) -> None:
    client = signed_in(bob)
    Tag.objects.create(tenant=launchpad, name="VIP")
    listed = client.get(reverse("tickets:list")).content.decode()
    assert reverse("tickets:bulk-choose") in listed

    chosen = {"number": [1001, 1003], "query": "view=open"}
    page = client.post(reverse("tickets:bulk-choose"), chosen).content.decode()
    assert "Change 2 tickets" in page
    for verb in ("resolve", "reopen", "pending", "assign", "priority", "snooze", "tag"):
        assert reverse("tickets:bulk", args=[verb]) in page
    assert set(statuses().values()) == {"open"}

    done = client.post(reverse("tickets:bulk", args=["resolve"]), chosen, follow=True)
    assert statuses() == {1001: "resolved", 1002: "open", 1003: "resolved", 1004: "open"}
    assert "2 tickets changed" in done.content.decode()
    address = reverse("tickets:bulk-undo", args=[BulkAction.objects.get().pk])
    assert f'action="{address}"' in done.content.decode()

    undone = client.post(address, follow=True)
    assert set(statuses().values()) == {"open"}
    assert "Taken back" in undone.content.decode()


def test_without_scripts_a_refusal_is_said_above_the_list(tickets, bob, signed_in) -> None:
    response = signed_in(bob).post(reverse("tickets:bulk", args=["resolve"]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("tickets:list")
    assert "Choose at least one ticket." in response.content.decode()


def test_readers_and_outsiders_choose_nothing(tickets, vera, signed_in) -> None:
    assert signed_in(vera).post(reverse("tickets:bulk-choose")).status_code == 403
    assert signed_in(vera).get(reverse("tickets:bulk-choose")).status_code == 405
