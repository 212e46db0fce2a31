"""What is done to rows in the admin."""

from __future__ import annotations

import pytest

from accounts import audit
from accounts.models import AuditEntry, Tenant, TenantModule
from conversations.models import Channel, Delivery, Job
from tests import recording_transport
from tests.admin_site.addresses import url
from tests.admin_site.forms import act, inline
from tickets.models import Category, Tag

pytestmark = pytest.mark.django_db


def test_failed_jobs_run_again(house, browser, django_capture_on_commit_callbacks) -> None:
    failed = Job.objects.create(
        name="agent.respond", key="respond:a", state=Job.State.FAILED, attempts=5, error="RuntimeError"
    )
    done = Job.objects.create(name="agent.respond", key="respond:b", state=Job.State.DONE)
    with django_capture_on_commit_callbacks() as told:
        page = act(browser, Job, "run_again", failed, done)

    assert "1 failed job runs again." in page
    failed.refresh_from_db()
    done.refresh_from_db()
    assert (failed.state, failed.attempts, failed.error, failed.finished_at) == ("queued", 0, "", None)
    assert done.state == Job.State.DONE
    assert len(told) == 1


def test_failed_deliveries_are_sent_again(house, browser) -> None:
    delivery = Delivery.objects.get()
    delivery.mark_failed("The channel was down.")
    page = act(browser, Delivery, "send_again", delivery)

    assert "1 failed delivery is sent again." in page
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.QUEUED
    assert Job.objects.filter(name="conversations.deliver", arguments={"delivery_id": delivery.pk}).exists()
    assert "0 failed deliveries are sent again." in act(browser, Delivery, "send_again", delivery)


def test_a_delivery_whose_failed_job_runs_again_is_sent(house, browser, settings, work_off) -> None:
    settings.CHANNEL_TRANSPORTS = {"widget": "tests.recording_transport"}
    recording_transport.sent.clear()
    Job.objects.all().delete()
    delivery = Delivery.objects.get()
    delivery.mark_failed("The channel was down.")
    arguments = {"delivery_id": delivery.pk}
    job = Job.objects.create(name="conversations.deliver", key="deliver", arguments=arguments, state="failed")
    act(browser, Job, "run_again", job)
    work_off()

    assert recording_transport.sent == [delivery.pk]
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.SENT


def test_a_module_is_switched_in_the_list_with_an_audit_entry(house, browser, operator) -> None:
    module = TenantModule.objects.get()
    page = browser.get(url(TenantModule, "changelist"))
    prefix = page.context["cl"].formset.prefix
    rows = {
        f"{prefix}-TOTAL_FORMS": 1,
        f"{prefix}-INITIAL_FORMS": 1,
        f"{prefix}-0-id": module.pk,
        "_save": "Save",
    }
    browser.post(url(TenantModule, "changelist"), rows)

    module.refresh_from_db()
    assert not module.enabled
    entry = AuditEntry.objects.get(action="module.changed")
    assert (entry.tenant, entry.actor_label) == (house, operator.email)
    assert entry.changes == {"enabled": [True, False]}


def test_a_label_is_deleted_with_an_audit_entry(house, browser) -> None:
    tag, category = Tag.objects.get(), Category.objects.get()
    browser.post(url(Tag, "delete", tag.pk), {"post": "yes"})
    browser.post(
        url(Category, "changelist"),
        {"action": "delete_selected", "_selected_action": [category.pk], "post": "yes"},
    )

    assert not Tag.objects.exists()
    assert not Category.objects.exists()
    labels = ["tag.deleted", "category.deleted"]
    deleted = AuditEntry.objects.filter(action__in=labels).order_by("pk")
    assert [(entry.action, entry.target_id) for entry in deleted] == [
        ("tag.deleted", str(tag.pk)),
        ("category.deleted", str(category.pk)),
    ]


def test_a_channels_ai_is_held_back_with_an_audit_entry(widget, browser) -> None:
    fields = {"name": "Website", "is_enabled": "on", "ai_mode": "approval", "ai_threshold": "0.5"}
    fields |= {"ai_unsure": "offer"}
    browser.post(url(Channel, "change", widget.pk), fields | {"public_key": "stolen"})

    widget.refresh_from_db()
    assert (widget.ai_mode, widget.public_key) == ("approval", "launchpad-widget")
    assert AuditEntry.objects.get().changes == {"ai_mode": ["autonomous", "approval"]}


def test_the_audit_log_is_searched_by_who_and_what(house, alice, browser) -> None:
    audit.record(tenant=house, actor=alice, action="widget.secret_rotated")

    page = browser.get(url(AuditEntry, "changelist"), {"q": "widget."}).content.decode()
    assert "widget.secret_rotated" in page
    assert "invitation.sent" not in page


def test_a_module_keeps_its_name_on_the_tenants_page(house, browser) -> None:
    module = TenantModule.objects.get()
    fields = {"name": "Launchpad", "plan": "FREE", "timezone": "UTC", "language": "en"}
    row = {"id": module.pk, "tenant": house.pk, "module": "renamed"}
    places = inline("members") | inline("modules", row, kept=1)
    assert browser.post(url(Tenant, "change", house.pk), fields | places).status_code == 302

    module.refresh_from_db()
    assert (module.module, module.enabled) == ("demo", False)
    assert AuditEntry.objects.get(action="module.changed").changes == {"enabled": [True, False]}
