from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conversations.attachments import store_upload
from conversations.jobs.run import run_job
from conversations.models import Job, Message
from tests.factories import receive
from tickets.models import ScheduledReply, Ticket
from tickets.services import post_reply

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ticket(widget) -> Ticket:
    return receive(widget, "First question", thread_key="one").ticket


def schedule(client, text: str = "Good morning", **fields: object):
    until = (timezone.now() + timedelta(hours=8)).isoformat()
    values = {"text": text, "until": until, **fields}
    return client.post(reverse("tickets:schedule", args=[1001]), values, headers=HTMX)


def come_due() -> None:
    """The moment comes, and a worker."""
    ScheduledReply.objects.update(send_at=timezone.now())
    job = Job.objects.get(name="tickets.send_scheduled")
    Job.objects.filter(pk=job.pk).update(run_at=timezone.now(), state=Job.State.QUEUED)
    run_job(job.key)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error


def replies() -> list[str]:
    return list(Message.objects.filter(author="member").values_list("body", flat=True))


def act(client, verb: str):
    pk = ScheduledReply.objects.get().pk
    return client.post(reverse(f"tickets:scheduled-{verb}", args=[1001, pk]), headers=HTMX)


def test_a_reply_waits_for_its_moment_and_is_sent_once(ticket, bob, signed_in) -> None:
    response = schedule(signed_in(bob))

    assert response.status_code == 200
    assert "reply goes out" in response.content.decode()
    assert replies() == []
    come_due()
    come_due()
    assert replies() == ["Good morning"]
    assert ScheduledReply.objects.get().state == "sent"
    assert "reply goes out" not in signed_in(bob).get(ticket.get_absolute_url()).content.decode()


def test_nothing_is_sent_before_its_time(ticket, bob, signed_in) -> None:
    schedule(signed_in(bob))

    run_job(Job.objects.get(name="tickets.send_scheduled").key)

    assert replies() == []
    assert ScheduledReply.objects.get().state == "waiting"


def test_it_is_held_back_when_the_customer_wrote_since(ticket, widget, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client)
    receive(widget, "Never mind, solved!", customer=ticket.customer, thread_key="one")

    come_due()

    assert replies() == []
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "Held back:" in page
    assert "wrote since it was written" in page
    act(client, "send")
    assert replies() == ["Good morning"]


def test_it_is_held_back_when_a_colleague_answered_and_not_for_ones_own_reply(
    ticket, alice, bob, signed_in
) -> None:
    schedule(signed_in(bob))
    post_reply(ticket, by=bob, body="A first answer")
    come_due()
    assert replies() == ["A first answer", "Good morning"]

    ScheduledReply.objects.all().delete()
    Job.objects.filter(name="tickets.send_scheduled").delete()
    schedule(signed_in(bob), "Second thoughts")
    post_reply(ticket, by=alice, body="I did it")
    come_due()
    assert replies()[-1] == "I did it"


def test_it_is_cancelled_and_twice_is_harmless(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client)

    for _time in range(2):
        assert act(client, "cancel").status_code == 200
    come_due()

    assert replies() == []
    assert ScheduledReply.objects.get().state == "cancelled"
    act(client, "send")
    assert replies() == []


def test_it_is_sent_now_and_not_again_at_its_moment(ticket, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client)

    act(client, "send")
    act(client, "send")
    come_due()

    assert replies() == ["Good morning"]


def test_its_files_go_along(ticket, bob, signed_in, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("plan.txt", b"One, two, three")
    file = store_upload(discussion=ticket.discussion, upload=upload)

    schedule(signed_in(bob), "", files=[file.pk])
    come_due()

    message = Message.objects.get(author="member")
    assert [attached.name for attached in message.attachments.all()] == ["plan.txt"]


def test_a_member_who_may_not_write_any_more_sends_nothing(ticket, bob, signed_in) -> None:
    schedule(signed_in(bob))
    bob.role = "viewer"
    bob.save()

    come_due()

    assert replies() == []
    held = ScheduledReply.objects.get()
    assert held.state == "held"
    assert "may not post" in held.why_held


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"text": "  "}, "Write something first"),
        ({"until": "2020-01-01T09:00"}, "within the next year"),
        ({"until": "soon"}, "Choose a day"),
        ({"mode": "note"}, "only replies wait"),
        ({"text": "x" * 100_001}, "at most"),
    ],
)
def test_what_can_not_wait_is_refused_in_the_composer(ticket, bob, signed_in, fields, why) -> None:
    response = schedule(signed_in(bob), **fields)

    assert response.status_code == 422
    assert why in response.content.decode()
    assert ScheduledReply.objects.count() == 0


def test_viewers_and_outsiders_schedule_nothing(ticket, bob, vera, charlie, signed_in) -> None:
    assert schedule(signed_in(vera)).status_code == 403
    assert schedule(signed_in(charlie)).status_code == 404
    schedule(signed_in(bob))
    assert act(signed_in(charlie), "send").status_code == 404
    assert act(signed_in(vera), "cancel").status_code == 403
    assert signed_in(bob).get(reverse("tickets:schedule", args=[1001])).status_code == 405
