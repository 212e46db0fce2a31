"""Notifications by email."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models.functions import Least
from django.urls import reverse
from django.utils import timezone

from conversations.jobs.claim import Claim, LeaseLost
from conversations.jobs.run import run_job
from conversations.models import Job
from tests.factories import receive
from tickets.models import Notification, NotificationSettings
from tickets.models.notification import Choice, Email
from tickets.notify import tell as tell_module
from tickets.notify.mail import sweep_due_mail, unsubscribe_token
from tickets.notify.tell import tell
from tickets.services import assign_ticket, post_note

pytestmark = pytest.mark.django_db

Kind = Notification.Kind


@pytest.fixture
def assigned(ticket, alice, bob) -> Notification:
    """Bob was just assigned a ticket by alice, which he wants mailed at once."""
    assign_ticket(ticket, owner=bob, team=None, by=alice)
    return Notification.objects.get(member=bob)


@pytest.fixture
def send_due(work_off) -> Callable[[], list[mail.EmailMessage]]:
    """Let the time of everything waiting come, and return what was mailed."""

    def send() -> list[mail.EmailMessage]:
        before = len(mail.outbox)
        Job.objects.exclude(name="tickets.mail_notifications").delete()
        due = Notification.objects.exclude(mail_due_at=None)
        due.update(mail_due_at=timezone.now() - timedelta(seconds=1))
        sweep_due_mail()
        work_off()
        return mail.outbox[before:]

    return send


def test_what_is_wanted_at_once_is_mailed_with_a_way_to_the_ticket(assigned, ticket, bob, send_due) -> None:
    [sent] = send_due()

    assert sent.to == [bob.user.email]
    assert sent.subject == f"{ticket.reference} My invoice is wrong: Alice assigned it to you"
    html = sent.alternatives[0][0]
    for text in (sent.body, html):
        assert ticket.get_absolute_url() in text
        assert reverse("notifications:settings") in text
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_it_waits_until_it_is_due(assigned, work_off) -> None:
    assert sweep_due_mail() == 0
    assert mail.outbox == []


def test_it_is_mailed_once(assigned, send_due) -> None:
    assert len(send_due()) == 1
    assert send_due() == []


def test_a_sweep_that_runs_twice_asks_for_one_mail(assigned, work_off) -> None:
    Notification.objects.update(mail_due_at=timezone.now())
    sweep_due_mail()
    sweep_due_mail()

    assert Job.objects.filter(name="tickets.mail_notifications").count() == 1


def test_what_was_read_in_time_is_not_mailed(assigned, ticket, bob, signed_in, send_due) -> None:
    signed_in(bob).post(reverse("tickets:read", args=[ticket.number]))

    assert send_due() == []


def test_what_is_due_together_is_one_mail(widget, assigned, alice, bob, send_due) -> None:
    assign_ticket(receive(widget, "The export is empty").ticket, owner=bob, team=None, by=alice)

    [sent] = send_due()

    assert sent.subject == "2 notifications of Launchpad"
    assert "My invoice is wrong" in sent.body
    assert "The export is empty" in sent.body


def test_a_kind_that_is_off_is_not_mailed(ticket, alice, bob, send_due) -> None:
    settings = NotificationSettings(member=bob)
    settings.choose({Kind.ASSIGNED: Choice(in_app=True, email=Email.OFF)})
    settings.save()
    assign_ticket(ticket, owner=bob, team=None, by=alice)

    assert send_due() == []
    assert Notification.objects.of_member(bob).shown().unread().exists()


def test_a_kind_that_is_only_mailed_is_not_in_the_hub(ticket, alice, bob, send_due, signed_in) -> None:
    settings = NotificationSettings(member=bob)
    settings.choose({Kind.ASSIGNED: Choice(in_app=False, email=Email.AT_ONCE)})
    settings.save()
    assign_ticket(ticket, owner=bob, team=None, by=alice)

    assert len(send_due()) == 1
    assert b"My invoice is wrong" not in signed_in(bob).get(reverse("notifications:list")).content


def test_the_demos_people_get_no_mail(ticket, alice, bob) -> None:
    bob.user.is_demo = True
    bob.user.save()

    assign_ticket(ticket, owner=bob, team=None, by=alice)

    assert Notification.objects.get(member=bob).mail_due_at is None


def test_who_left_in_the_meantime_gets_no_mail(assigned, bob, send_due) -> None:
    bob.is_active = False
    bob.save()

    assert send_due() == []
    assert Notification.objects.get().mail_due_at is None


def test_a_worker_that_dies_after_sending_sends_the_same_mail_again(assigned, monkeypatch, send_due) -> None:
    """It can't know whether the mail server took it; the mailbox knows it by its id."""
    whole = Claim.finish

    def die(claim: Claim) -> None:
        monkeypatch.setattr(Claim, "finish", whole)
        Job.objects.filter(pk=claim.job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        raise LeaseLost(claim.job.key)

    Notification.objects.update(mail_due_at=timezone.now())
    Job.objects.all().delete()
    sweep_due_mail()
    key = Job.objects.get().key
    monkeypatch.setattr(Claim, "finish", die)

    from conversations.jobs.run import run_job

    run_job(key)
    assert Notification.objects.get().mailed_at is None
    run_job(key)

    assert Notification.objects.get().mailed_at is not None
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1
    assert send_due() == []


def test_two_mails_have_two_ids(widget, assigned, alice, bob, send_due) -> None:
    [first] = send_due()
    assign_ticket(receive(widget, "The export is empty").ticket, owner=bob, team=None, by=alice)
    [second] = send_due()

    assert first.extra_headers["Message-ID"] != second.extra_headers["Message-ID"]


def test_what_happens_while_the_mail_is_on_its_way_is_mailed_next(
    assigned, ticket, alice, bob, monkeypatch, send_due
) -> None:
    post_note(ticket, by=alice, body="@bob first")
    real = mail.EmailMultiAlternatives.send

    def send(message: mail.EmailMultiAlternatives, *args: object, **kwargs: object) -> int:
        monkeypatch.setattr(mail.EmailMultiAlternatives, "send", real)
        post_note(ticket, by=alice, body="@bob second")
        return message.send()

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", send)

    [first] = send_due()
    [second] = send_due()

    assert "first" in first.body
    assert "second" not in first.body
    assert "second" in second.body


def test_a_mail_server_that_takes_nothing_is_given_up_in_the_end(assigned, monkeypatch, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 1, False
    Notification.objects.update(mail_due_at=timezone.now())
    Job.objects.all().delete()
    sweep_due_mail()

    from conversations.jobs.run import run_job

    key = Job.objects.get().key
    for _attempt in range(12):
        run_job(key)

    notification = Notification.objects.get()
    assert (notification.mail_due_at, notification.mailed_at) == (None, None)
    assert notification.is_unread


def test_a_subject_of_many_lines_is_one_line(widget, alice, bob, send_due) -> None:
    ticket = receive(widget, "x").ticket
    ticket.subject = "Bcc: everybody@example.com\r\nwith\nlines"
    ticket.save()
    assign_ticket(ticket, owner=bob, team=None, by=alice)

    [sent] = send_due()

    assert "\n" not in sent.subject
    assert sent.message()["Subject"]


def test_markup_of_a_customer_is_text_in_the_mail(widget, alice, bob, send_due) -> None:
    ticket = receive(widget, "x").ticket
    ticket.subject = "<img src=x>"
    ticket.save()
    assign_ticket(ticket, owner=bob, team=None, by=alice)

    [sent] = send_due()

    assert "<img" not in sent.alternatives[0][0]


def test_a_mail_program_can_stop_the_mails_with_one_press(assigned, bob, client, send_due) -> None:
    [sent] = send_due()
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(.*)>", sent.extra_headers["List-Unsubscribe"])[1]

    asked = client.get(address)
    assert b"Stop the mails" in asked.content
    assert NotificationSettings.of(bob).choice(Kind.ASSIGNED).email == Email.AT_ONCE

    for _twice in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    kept = NotificationSettings.objects.get(member=bob)
    assert {kept.choice(kind).email for kind in Kind.values} == {Email.OFF}
    assert kept.choice(Kind.ASSIGNED).in_app


def test_stopping_holds_for_what_waits_already(assigned, bob, client, send_due) -> None:
    client.post(reverse("notifications:unsubscribe", args=[unsubscribe_token(bob)]))

    assert send_due() == []


def test_a_link_that_was_changed_stops_nothing(assigned, bob, client) -> None:
    token = unsubscribe_token(bob)

    for wrong in (token[:-1], "x" + token, "1:x:y"):
        assert client.post(reverse("notifications:unsubscribe", args=[wrong])).status_code == 404
    assert not NotificationSettings.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_happens_again_while_its_mail_goes_out_is_mailed_too(ticket, alice, bob, monkeypatch) -> None:
    """The mail job ends between what `tell` reads and what it writes, or waits for it."""
    assign_ticket(ticket, owner=bob, team=None, by=alice)
    Notification.objects.update(mail_due_at=timezone.now() - timedelta(seconds=1))
    sweep_due_mail()
    key = Job.objects.get(name="tickets.mail_notifications").key
    sender = threading.Thread(target=_run_and_close, args=(key,))
    write = tell_module._row

    def write_late(*said: object) -> Notification | None:
        if not sender.ident:
            sender.start()
            _until(lambda: not sender.is_alive() or _somebody_waits_for_a_lock())
        return write(*said)

    monkeypatch.setattr(tell_module, "_row", write_late)
    tell(ticket, Kind.ASSIGNED, to=[bob.pk], by=alice)
    sender.join(10)
    assert len(mail.outbox) == 1

    Notification.objects.update(mail_due_at=Least("mail_due_at", timezone.now()))
    sweep_due_mail()
    for job in Job.objects.filter(name="tickets.mail_notifications", state=Job.State.QUEUED):
        run_job(job.key)

    assert len(mail.outbox) == 2
    assert Notification.objects.get().mail_due_at is None


def _run_and_close(key: str) -> None:
    try:
        run_job(key)
    finally:
        connection.close()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def _somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
