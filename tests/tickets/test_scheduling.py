from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conversations.attachments import store_upload
from conversations.jobs.run import run_job
from conversations.models import Attachment, Job, Message
from tests.factories import receive
from tickets.models import Notification, ScheduledReply, Ticket
from tickets.services import post_reply
from tickets.services.merging import merge_tickets, undo_merge

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


@pytest.fixture
def file(ticket, settings, tmp_path) -> Attachment:
    settings.MEDIA_ROOT = tmp_path
    return store_upload(
        discussion=ticket.discussion, upload=SimpleUploadedFile("plan.txt", b"One, two, three")
    )


def a_day_passes() -> None:
    """Files that nobody sent are dropped."""
    for key in Job.objects.filter(name="conversations.forget_upload").values_list("key", flat=True):
        run_job(key)


def test_its_files_are_there_days_later_and_go_when_it_is_cancelled(ticket, file, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client, "See the plan", files=[file.pk])
    client.post(reverse("tickets:file-remove", args=[1001, file.pk]))
    a_day_passes()
    come_due()
    assert Message.objects.get(author="member").attachments.get() == file

    ScheduledReply.objects.all().delete()
    Attachment.objects.update(message=None, is_kept=False)
    schedule(client, "And once more", files=[file.pk])
    a_day_passes()
    act(client, "cancel")
    assert not Attachment.objects.exists()


def test_a_file_waits_for_one_reply_only(ticket, file, bob, signed_in) -> None:
    schedule(signed_in(bob), "See the plan", files=[file.pk])

    again = schedule(signed_in(bob), "And again", files=[file.pk])

    assert again.status_code == 422
    assert "already used" in again.content.decode()
    assert ScheduledReply.objects.get().attachments.get() == file


def test_it_is_held_back_when_a_file_is_gone(ticket, file, bob, signed_in) -> None:
    schedule(signed_in(bob), "See the plan", files=[file.pk])
    file.delete()

    come_due()

    assert replies() == []
    assert "A file that was attached" in ScheduledReply.objects.get().why_held


def test_its_writer_hears_that_it_is_held_back(ticket, widget, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client)
    receive(widget, "Never mind!", customer=ticket.customer, thread_key="one")

    come_due()

    words = "A scheduled reply of Bob is held back"
    assert Notification.objects.get(kind="held_back").member == bob
    assert words in client.get(reverse("notifications:list")).content.decode()
    assert words in client.get(ticket.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["member", "user"])
def test_nothing_goes_out_in_the_name_of_somebody_who_left(ticket, alice, bob, signed_in, who) -> None:
    schedule(signed_in(bob))
    Ticket.objects.update(owner=alice)
    left = bob if who == "member" else bob.user
    left.is_active = False
    left.save()

    come_due()

    assert replies() == []
    assert "Bob is not active any more" in ScheduledReply.objects.get().why_held
    assert Notification.objects.get(kind="held_back").member == alice
    act(signed_in(alice), "send")
    assert Message.objects.get(author="member").member == alice


def test_a_worker_whose_clock_is_ahead_leaves_it_for_its_moment(ticket, bob, signed_in) -> None:
    schedule(signed_in(bob))
    job = Job.objects.get(name="tickets.send_scheduled")

    run_job(job.key)

    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert abs(job.run_at - ScheduledReply.objects.get().send_at) < timedelta(minutes=1)
    come_due()
    assert replies() == ["Good morning"]


def test_what_came_in_while_it_was_written_refuses_it(ticket, widget, bob, signed_in) -> None:
    seen = str(ticket.latest_message_id)
    newer = receive(widget, "It works again!", customer=ticket.customer, thread_key="one").message

    refused = schedule(signed_in(bob), seen=seen)

    assert refused.status_code == 422
    assert "It works again!" in refused.content.decode()
    assert schedule(signed_in(bob), seen=str(newer.pk)).status_code == 200


@pytest.fixture
def other(widget) -> Ticket:
    """Of another customer."""
    return receive(widget, "Something else", thread_key="two").ticket


def test_a_merge_with_another_customers_ticket_holds_it_back(ticket, other, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client)

    merge_tickets(other, into=ticket, by=bob, is_confirmed=True)

    held = ScheduledReply.objects.get()
    assert held.state == "held"
    assert "Another customer" in held.why_held
    come_due()
    assert replies() == []
    act(client, "send")
    assert replies() == ["Good morning"]


def test_one_that_is_written_for_both_customers_goes_out(ticket, other, bob, signed_in) -> None:
    merge_tickets(other, into=ticket, by=bob, is_confirmed=True)
    schedule(signed_in(bob))

    come_due()

    assert replies() == ["Good morning"]


def test_one_of_a_ticket_merged_away_comes_along_and_goes_back(ticket, other, file, bob, signed_in) -> None:
    schedule(signed_in(bob), files=[file.pk])

    merge = merge_tickets(ticket, into=other, by=bob, is_confirmed=True)

    come_due()
    held = ScheduledReply.objects.get()
    assert (held.state, held.ticket) == ("held", other)
    assert Notification.objects.get(kind="held_back").ticket == other
    assert "Held back:" in signed_in(bob).get(other.get_absolute_url()).content.decode()
    undo_merge(merge, by=bob)
    held.refresh_from_db()
    assert (held.state, held.ticket) == ("held", ticket)
    act(signed_in(bob), "send")
    assert Message.objects.get(author="member").discussion == ticket.discussion
    assert Message.objects.get(author="member").attachments.get() == file


def test_one_of_the_same_customers_other_ticket_can_be_sent_with_its_files_where_it_went(
    ticket, widget, file, bob, signed_in
) -> None:
    into = receive(widget, "Again", customer=ticket.customer, thread_key="two").ticket
    schedule(signed_in(bob), files=[file.pk])
    merge_tickets(ticket, into=into, by=bob)

    pk = ScheduledReply.objects.get().pk
    signed_in(bob).post(reverse("tickets:scheduled-send", args=[into.number, pk]), headers=HTMX)

    message = Message.objects.get(author="member")
    assert (message.discussion, message.attachments.get()) == (into.discussion, file)


def test_nothing_is_scheduled_in_a_ticket_that_was_merged_away(ticket, other, bob, signed_in) -> None:
    merge_tickets(ticket, into=other, by=bob, is_confirmed=True)

    refused = schedule(signed_in(bob))

    assert refused.status_code == 422
    assert not ScheduledReply.objects.exists()


def test_it_is_not_sent_by_hand_past_what_the_page_shows(ticket, other, bob, signed_in) -> None:
    client = signed_in(bob)
    schedule(client)
    seen = str(ticket.latest_message_id)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert f'<input type="hidden" name="seen" value="{seen}"><button' in page
    merge = merge_tickets(other, into=ticket, by=bob, is_confirmed=True)
    address = reverse("tickets:scheduled-send", args=[1001, ScheduledReply.objects.get().pk])

    refused = client.post(address, {"seen": seen}, headers=HTMX)

    assert refused.status_code == 422
    assert "Another customer" in refused.content.decode()
    assert replies() == []
    ticket.refresh_from_db()
    client.post(address, {"seen": f"{ticket.latest_message_id}.{merge.pk}"}, headers=HTMX)
    assert replies() == ["Good morning"]
