"""The settings page: policies and business hours."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from tests.factories import BusinessHoursFactory, SlaPolicyFactory, receive
from tickets.models import BusinessHours, SlaClock, SlaPolicy
from tickets.sla import refollow

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PROMISE = {"name": "Urgent", "first_response_minutes": "1 h 30 min", "warn_percent": "75"}
OFFICE = {"name": "Office", "timezone": "Europe/Berlin", "day_0": "9-12, 13:30 to 17", "day_4": "22:00–24:00"}


def url(name: str, *args: object) -> str:
    return reverse(f"sla:{name}", args=args)


@pytest.fixture
def browser(alice, signed_in):
    return signed_in(alice)


def errors_of(response) -> str:
    assert response.status_code == 422
    form = response.context["form"]
    return " ".join([*form.non_field_errors(), *(error for found in form.errors.values() for error in found)])


def test_a_policy_is_added_last_and_says_what_it_promises(browser, launchpad, widget) -> None:
    SlaPolicyFactory(tenant=launchpad, position=1, priorities=["low"])
    conditions = {"priorities": ["high", "critical"], "channel_ids": [widget.pk], "plans": "Pro, Business"}
    response = browser.post(url("policy-create"), PROMISE | conditions)

    assert response.status_code == 302
    policy = SlaPolicy.objects.latest("pk")
    assert (policy.first_response_minutes, policy.resolution_minutes, policy.warn_percent) == (90, None, 75)
    assert (policy.position, policy.plans) == (2, ["Pro", "Business"])
    page = browser.get(url("index")).content.decode()
    assert "Priority High or Critical, and channel Website, and plan Pro or Business" in page
    assert "First response 1 h 30 min" in page
    assert "A ticket of high or critical priority that comes in now is to be answered by" in page
    assert AuditEntry.objects.filter(action="sla_policy.created", target_label="Urgent").exists()


def test_a_new_policy_with_conditions_comes_before_the_one_for_every_ticket(browser) -> None:
    for name, conditions in {"All": {}, "Urgent": {"priorities": "high"}, "Pro": {"plans": "pro"}}.items():
        browser.post(url("policy-create"), PROMISE | conditions | {"name": name})

    names = SlaPolicy.objects.order_by("position").values_list("name", flat=True)
    assert list(names) == ["Urgent", "Pro", "All"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_response_minutes": ""}, "Promise something"),
        ({"first_response_minutes": "soon"}, "Write a time like 30 min"),
        ({"first_response_minutes": "90"}, "Write a time like 30 min"),
        ({"first_response_minutes": "721 h"}, "between 1 min and 720 h"),
        ({"resolution_minutes": "0 min"}, "between 1 min and 720 h"),
        ({"warn_percent": "100"}, "less than or equal to 99"),
        ({"name": ""}, "required"),
        ({"priorities": ["urgent"]}, "not one of the available choices"),
        ({"channel_ids": ["999999"]}, "not one of the available choices"),
        ({"segments": "x" * 60}, "at most 50 characters"),
    ],
)
def test_a_policy_that_makes_no_sense_is_explained(browser, wrong, said) -> None:
    assert said in errors_of(browser.post(url("policy-create"), PROMISE | wrong))
    assert not SlaPolicy.objects.exists()


def test_hours_of_another_tenant_can_not_be_chosen(browser, harbor) -> None:
    theirs = BusinessHoursFactory(tenant=harbor)

    assert "not one of the available" in errors_of(
        browser.post(url("policy-create"), PROMISE | {"hours": theirs.pk})
    )


def test_the_form_shows_what_a_policy_says_and_saves_the_same(browser, launchpad) -> None:
    hours = BusinessHoursFactory(tenant=launchpad)
    policy = SlaPolicyFactory(tenant=launchpad, hours=hours, segments=["A", "B"], priorities=["high"])
    form = browser.get(url("policy", policy.pk)).context["form"]
    before = SlaPolicy.objects.values().get()

    shown = {field.name: field.value() for field in form if field.value() is not None}
    assert (shown["first_response_minutes"], shown["segments"]) == ("1 h", "A, B")
    browser.post(url("policy-save", policy.pk), shown | {"hours": hours.pk})

    assert SlaPolicy.objects.values().get() == before
    assert not AuditEntry.objects.exists()


def test_a_preview_says_when_a_ticket_would_be_due(browser, launchpad) -> None:
    sentences = browser.get(url("preview"), PROMISE | {"next_response_minutes": "20 min"}).content.decode()

    assert re.search(r"that comes in now is to be answered by \d+:\d\d to(day|morrow)\.", sentences)
    assert re.search(r"writes again now, the answer is due \d+:\d\d to(day|morrow)\.", sentences)
    assert browser.get(url("preview"), {"first_response_minutes": "soon"}).content.strip() == b""


def test_policies_change_places(browser, launchpad) -> None:
    first, second, third = (SlaPolicyFactory(tenant=launchpad, position=place) for place in (1, 2, 3))

    browser.post(url("policy-up", third.pk))
    browser.post(url("policy-down", first.pk))
    assert list(SlaPolicy.objects.order_by("position")) == [third, first, second]
    browser.post(url("policy-up", third.pk))
    browser.post(url("policy-down", second.pk))
    assert list(SlaPolicy.objects.order_by("position")) == [third, first, second]


def test_a_policy_behind_one_that_takes_everything_is_marked(browser, launchpad) -> None:
    SlaPolicyFactory(tenant=launchpad, name="Everybody", position=1)
    SlaPolicyFactory(tenant=launchpad, position=2, priorities=["high"])

    assert "Never reached: “Everybody” before it takes every ticket." in browser.get(
        url("index")
    ).content.decode().replace("&quot;", '"')


def test_a_removed_policy_is_put_back(browser, launchpad) -> None:
    policy = SlaPolicyFactory(tenant=launchpad, name="Urgent")
    removed = browser.post(url("policy-remove", policy.pk), headers=HTMX)
    assert url("policy-restore", policy.pk) in removed.content.decode()
    assert browser.get(url("policy", policy.pk)).status_code == 404
    assert browser.post(url("policy-remove", policy.pk)).status_code == 404

    browser.post(url("policy-restore", policy.pk), headers=HTMX)
    assert browser.get(url("policy", policy.pk)).status_code == 200
    assert browser.post(url("policy-restore", policy.pk)).status_code == 404


def test_a_change_is_followed_through_to_the_tickets_in_work(
    browser, launchpad, widget, bob, work_off, monkeypatch
) -> None:
    monkeypatch.setattr(refollow, "AT_ONCE", 2)
    for number in range(5):
        receive(widget, f"Question {number}")
    work_off()
    assert not SlaClock.objects.exists()

    browser.post(url("policy-create"), PROMISE)
    work_off()
    clocks = SlaClock.objects.filter(target="first_response", met_at=None)
    open_clocks = clocks.count()
    assert open_clocks
    policy = SlaPolicy.objects.get()
    before = clocks.earliest("pk").due_at

    browser.post(url("policy-save", policy.pk), PROMISE | {"first_response_minutes": "3 h"})
    work_off()
    assert (clocks.earliest("pk").due_at - before).total_seconds() == 90 * 60

    browser.post(url("policy-remove", policy.pk))
    work_off()
    assert not clocks.exists()

    browser.post(url("policy-restore", policy.pk))
    work_off()
    assert clocks.count() == open_clocks


def test_hours_with_several_windows_a_day_and_days_off(browser) -> None:
    days = "2030-12-24 Christmas Eve\n2030-01-02"
    asked = OFFICE | {"country": "DE", "region": "BE", "closed_days": days}
    response = browser.post(url("hours-create"), asked)

    assert response.status_code == 302
    hours = BusinessHours.objects.get()
    assert hours.week[0] == [[540, 720], [810, 1020]]
    assert hours.week[4] == [[1320, 1440]]
    assert hours.closed_days == {"2030-01-02": "", "2030-12-24": "Christmas Eve"}
    page = browser.get(url("index")).content.decode()
    assert "Mon 9:00–12:00, 13:30–17:00; Fri 22:00–24:00" in page
    assert "Next days off" in page
    form = browser.get(url("hours", hours.pk)).context["form"]
    assert form["day_0"].value() == "9:00–12:00, 13:30–17:00"
    assert form["closed_days"].value() == "2030-01-02\n2030-12-24 Christmas Eve"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day_0": "", "day_4": ""}, "Nothing is open"),
        ({"day_0": "all day"}, "“all day” is no span of time"),
        ({"day_0": "9-25"}, "a day goes from 0:00 to 24:00"),
        ({"day_0": "9:75-10"}, "a day goes from 0:00 to 24:00"),
        ({"day_0": "22-6"}, "ends before it begins"),
        ({"day_0": "9-12, 11-14"}, "9:00–12:00 and 11:00–14:00 overlap"),
        ({"timezone": "Europe/Atlantis"}, "not one of the available choices"),
        ({"country": "XX"}, "not one of the available choices"),
        ({"country": "DE", "region": "TX"}, "not one of the available choices"),
        ({"closed_days": "Christmas"}, "“Christmas” is no day"),
        ({"closed_days": "2030-02-30 Never"}, "is no day"),
        ({"closed_days": "\n".join(["2030-01-01"] * 401)}, "At most 400 days off"),
    ],
)
def test_hours_that_make_no_sense_are_explained(browser, wrong, said) -> None:
    assert said in errors_of(browser.post(url("hours-create"), OFFICE | wrong))
    assert not BusinessHours.objects.exists()


def test_hours_whose_every_day_is_off_are_refused(browser) -> None:
    mondays = (date.today() + timedelta(days=offset) for offset in range(375))
    days = "\n".join(day.isoformat() for day in mondays)
    only = {"name": "Mondays", "timezone": "UTC", "day_0": "9-17", "closed_days": days}

    assert "nothing is open for a year" in errors_of(browser.post(url("hours-create"), only))


def test_two_hours_can_not_have_one_name(browser, launchpad) -> None:
    other = BusinessHoursFactory(tenant=launchpad, name="Office")

    assert "called “Office” already" in errors_of(browser.post(url("hours-create"), OFFICE))
    browser.post(url("hours-remove", other.pk))
    assert browser.post(url("hours-create"), OFFICE).status_code == 302
    assert "called “Office” already" in browser.post(url("hours-restore", other.pk)).context["refusal"]


def test_hours_in_use_are_not_removed(browser, launchpad) -> None:
    hours = BusinessHoursFactory(tenant=launchpad, name="Office")
    policy = SlaPolicyFactory(tenant=launchpad, name="Urgent", hours=hours)

    refused = browser.post(url("hours-remove", hours.pk), headers=HTMX)
    assert refused.status_code == 422
    assert "“Office” is used by “Urgent”" in refused.context["refusal"]
    row = refused.content.decode().split(f'id="hours-{hours.pk}"')[1]
    assert "is used by" in row.split("</li>")[0]

    browser.post(url("policy-remove", policy.pk))
    browser.post(url("hours-remove", hours.pk))
    restored = browser.post(url("policy-restore", policy.pk))
    assert "Its business hours were removed" in restored.context["refusal"]


def test_the_regions_are_those_of_the_country(browser) -> None:
    assert "Berlin" in browser.get(url("regions"), {"country": "DE"}).content.decode()
    assert browser.get(url("regions"), {"country": "XX"}).content.strip() == b""


POSTS = [
    ("policy-create", ""), ("policy-save", "policy"), ("policy-up", "policy"), ("policy-down", "policy"),
    ("policy-remove", "policy"), ("policy-restore", "gone"), ("hours-create", ""), ("hours-save", "hours"),
    ("hours-remove", "hours"), ("hours-restore", "gone_hours"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "thing"), POSTS)
def test_only_admins_of_the_tenant_change_promises(
    launchpad, alice, bob, vera, charlie, signed_in, client, name, thing
) -> None:
    hours = BusinessHoursFactory(tenant=launchpad)
    policy = SlaPolicyFactory(tenant=launchpad)
    things = {
        "policy": policy,
        "hours": hours,
        "gone": SlaPolicyFactory(tenant=launchpad, removed_at=policy.created_at),
        "gone_hours": BusinessHoursFactory(tenant=launchpad, removed_at=policy.created_at),
    }
    address = url(name, *([things[thing].pk] if thing else []))
    data = PROMISE if name.startswith("policy") else OFFICE

    def state() -> list:
        ours = [model.objects.filter(tenant=launchpad) for model in (SlaPolicy, BusinessHours)]
        return [list(rows.order_by("pk").values()) for rows in ours]

    before = state()
    for member in (bob, vera):
        assert signed_in(member).post(address, data).status_code == 403
    assert signed_in(charlie).post(address, data).status_code == (404 if thing else 302)
    assert client.post(address, data).status_code == 302
    assert signed_in(alice).get(address).status_code == 405
    assert state() == before


def test_the_settings_menu_leads_there(browser, signed_in, bob) -> None:
    assert url("index") in browser.get(reverse("accounts:members")).content.decode()
    assert url("index") not in signed_in(bob).get(reverse("accounts:profile")).content.decode()
