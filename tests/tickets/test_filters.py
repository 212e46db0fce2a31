"""The list narrowed by its address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team
from tests.factories import ChannelFactory, CustomerFactory, receive
from tickets.models import Category, Tag, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(widget, bob, launchpad):
    """1001 … 1004, each unlike the others."""
    other = ChannelFactory(tenant=launchpad, name="Shop")
    for number in range(1, 5):
        customer = CustomerFactory(tenant=launchpad, segment="smb" if number == 1 else "")
        receive(other if number == 4 else widget, f"Question {number}", customer=customer)
    now = timezone.now()
    team = Team.objects.create(tenant=launchpad, name="Billing")
    tickets = Ticket.objects
    tickets.filter(number=1001).update(owner=bob, priority="high", first_ai_reply_at=now)
    tickets.filter(number=1002).update(
        status="pending", team=team, escalated_at=now, escalation_reason="manual", first_member_reply_at=now
    )
    tickets.filter(number=1003).update(
        status="resolved", category=Category.objects.create(tenant=launchpad, name="Login")
    )
    tickets.filter(number=1004).update(snoozed_until=now, created_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    hour = timedelta(hours=1)
    promised = {"sla_target": "resolution", "sla_risk_at": now}
    tickets.filter(number=1001).update(sla_due_at=now + 2 * hour, sla_warn_at=now + hour, **promised)
    tickets.filter(number=1002).update(sla_due_at=now + 2 * hour, sla_warn_at=now - hour, **promised)
    tickets.filter(number=1003).update(
        sla_due_at=now - hour, sla_warn_at=now - hour, sla_breached_at=now, **promised
    )
    tickets.filter(number=1004).update(sla_target="resolution")
    vip = Tag.objects.create(tenant=launchpad, name="VIP")
    late = Tag.objects.create(tenant=launchpad, name="Late")
    tickets.get(number=1002).tags.add(vip, late)
    tickets.get(number=1003).tags.add(vip)
    return {"team": team.pk, "vip": vip.pk, "late": late.pk, "bob": bob.pk, "shop": other.pk}


def listed(client, query: str) -> list[int]:
    response = client.get(f"{reverse('tickets:list')}?{query}")
    assert response.status_code == 200
    return sorted(ticket.number for ticket in response.context["page"].tickets)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=open", [1001]),
        ("status=open&status=pending", [1001, 1002]),
        ("status=snoozed", [1004]),
        ("owner=me", [1001]),
        ("owner={bob}", [1001]),
        ("owner=none", [1002, 1003, 1004]),
        ("team={team}", [1002]),
        ("team=none&status=resolved", [1003]),
        ("priority=high", [1001]),
        ("priority=high&priority=medium", [1001, 1002, 1003, 1004]),
        ("handled=ai", [1001]),
        ("handled=people", [1002]),
        ("handled=nobody", [1003, 1004]),
        ("handled=both", []),
        ("reason=any", [1002]),
        ("reason=manual", [1002]),
        ("reason=safety", []),
        ("category=none", [1001, 1002, 1004]),
        ("tag={vip}", [1002, 1003]),
        ("tag={vip}&tag={late}", [1002, 1003]),
        ("tag={vip}&status=pending", [1002]),
        ("channel={shop}", [1004]),
        ("segment=smb", [1001]),
        ("created_to=2026-03-01", [1004]),
        ("created_from=2026-03-01&created_to=2026-03-01", [1004]),
        ("created_from=2026-03-02", [1001, 1002, 1003]),
        ("active_to=2020-01-01", []),
        ("sla=on_track", [1001]),
        ("sla=at_risk", [1002]),
        ("sla=breached&sla=at_risk", [1002, 1003]),
        ("sla=frozen", [1004]),
        ("sla=missed", [1003]),
        ("order=risk", [1001, 1002, 1003]),
        ("q=", [1001, 1002, 1003, 1004]),
    ],
)
def test_conditions_of_the_address_narrow_and_combine(four, bob, signed_in, query, expected) -> None:
    assert listed(signed_in(bob), query.format(**four)) == expected


def test_a_day_begins_where_the_member_lives(four, bob, signed_in) -> None:
    Ticket.objects.filter(number=1004).update(created_at=datetime(2026, 3, 1, 20, tzinfo=UTC))
    bob.timezone = "Asia/Tokyo"
    bob.save()

    assert listed(signed_in(bob), "created_to=2026-03-01") == []
    assert listed(signed_in(bob), "created_from=2026-03-02&created_to=2026-03-02") == [1004]


@pytest.mark.parametrize(
    ("query", "expected", "order"),
    [
        ("created_to=2026-03-31", [1004, 1002], "Newest"),
        ("created_to=2026-03-31&order=latest", [1002, 1004], "Latest activity"),
        ("active_from=2026-03-01", None, "Latest activity"),
    ],
)
def test_tickets_opened_in_certain_days_stand_by_the_day(
    four, bob, signed_in, query, expected, order
) -> None:
    Ticket.objects.filter(number=1002).update(created_at=datetime(2026, 2, 1, tzinfo=UTC))
    Ticket.objects.filter(number=1004).update(latest_activity_at=datetime(2026, 3, 1, 13, tzinfo=UTC))

    response = signed_in(bob).get(f"{reverse('tickets:list')}?view=all&{query}")

    if expected:
        assert [ticket.number for ticket in response.context["page"].tickets] == expected
    assert f"selected>{order}</option>" in response.content.decode()


def test_a_customers_tickets_are_listed(four, bob, signed_in) -> None:
    customer = Ticket.objects.get(number=1003).customer_id

    assert listed(signed_in(bob), f"customer={customer}") == [1003]


@pytest.mark.parametrize(
    "query",
    [
        "status=sleeping",
        "owner=99999999",
        "owner=%00",
        "priority=high%27--",
        "tag=abc",
        "team=9999999999999999999999",
        "created_from=yesterday",
        "created_from=2026-02-31",
        "created_to=9999-12-31",
        "created_from=0001-01-01",
        "customer=" + "9" * 4301,
        "customer=x",
        "order=random",
        "view=77777",
        "view=%E2%88%9E",
    ],
)
def test_what_makes_no_sense_is_left_out_and_explained(four, bob, signed_in, query) -> None:
    response = signed_in(bob).get(f"{reverse('tickets:list')}?{query}")

    assert response.status_code == 200
    assert len(response.context["problems"]) == 1
    assert "callout--warning" in response.content.decode()


@pytest.mark.parametrize("what", ["created", "active"])
def test_days_in_the_wrong_order_are_explained(four, bob, signed_in, what) -> None:
    query = f"{what}_from=2026-05-01&{what}_to=2026-04-01"
    page = signed_in(bob).get(f"{reverse('tickets:list')}?view=all&{query}").content.decode()

    assert "so no ticket can be in this list" in page
    assert "No ticket matches" in page


def test_another_tenants_names_are_not_known_here(four, charlie, signed_in) -> None:
    response = signed_in(charlie).get(f"{reverse('tickets:list')}?tag={four['vip']}&team={four['team']}")

    assert len(response.context["problems"]) == 2
    assert response.context["page"].tickets == []


def test_the_conditions_are_shown_and_each_can_be_taken_away(four, bob, signed_in) -> None:
    page = signed_in(bob).get(f"{reverse('tickets:list')}?view=open&status=open&priority=high")

    chips = {str(chip.value): chip.query_without for chip in page.context["asked"].chips}
    assert chips == {"Open": "view=open&priority=high", "High": "view=open&status=open"}


def test_taking_the_last_condition_away_shows_everything(four, bob, signed_in) -> None:
    client = signed_in(bob)
    page = client.get(f"{reverse('tickets:list')}?view=open&priority=high")

    [chip] = page.context["asked"].chips
    assert listed(client, chip.query_without) == [1001, 1002, 1003, 1004]


def test_the_search_form_puts_its_short_address_into_the_browser(four, bob, signed_in) -> None:
    headers = {"HX-Request": "true", "HX-Trigger": "list-form"}
    response = signed_in(bob).get(
        f"{reverse('tickets:list')}?view=open&status=open&q=&order=&created_from=", headers=headers
    )

    assert response.headers["HX-Push-Url"] == f"{reverse('tickets:list')}?view=open"


def test_the_panel_offers_what_the_tenant_has(four, bob, signed_in) -> None:
    panel = signed_in(bob).get(f"{reverse('tickets:filters')}?tag={four['vip']}").content.decode()

    assert "Billing" in panel
    assert f'name="tag" value="{four["vip"]}" checked' in panel
    assert "Harbor" not in panel


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", [1004, 1003, 1002, 1001]),
        ("waiting", [1001, 1002, 1003, 1004]),
        ("oldest", [1004, 1001, 1002, 1003]),
    ],
)
def test_pages_follow_each_other_in_every_order(four, bob, signed_in, monkeypatch, order, expected) -> None:
    monkeypatch.setattr("tickets.inbox.pages.PAGE_SIZE", 2)
    seen: list[int] = []
    cursor = ""
    for _page in range(2):
        asked = {"view": "all", "order": order, "after": cursor}
        page = signed_in(bob).get(reverse("tickets:list"), asked).context["page"]
        seen += [ticket.number for ticket in page.tickets]
        cursor = page.next_cursor

    assert seen == expected
    assert cursor == ""


def test_without_script_the_filters_have_a_page_of_their_own(four, bob, signed_in) -> None:
    client = signed_in(bob)

    page = client.get(f"{reverse('tickets:filters')}?view=open&priority=high").content.decode()
    partial = client.get(reverse("tickets:filters"), headers={"HX-Request": "true"}).content.decode()

    assert "<html" in page
    assert f'action="{reverse("tickets:list")}"' in page
    assert 'name="priority" value="high" checked' in page
    assert "<html" not in partial


def test_a_live_refresh_says_again_what_was_left_out(four, bob, signed_in) -> None:
    page = signed_in(bob).get(f"{reverse('tickets:list')}?view=open&owner=9999").content.decode()

    again = page.split('id="list-query"')[1].split("</form>")[0]
    assert 'name="owner" value="9999"' in again
    assert 'name="view" value="open"' in again
