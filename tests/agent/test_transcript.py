from __future__ import annotations

import pytest
from django.urls import reverse

from agent.models import EscalationSettings
from conversations.jobs.run import run_job
from conversations.models import Attachment, Job, Message
from tests.agent.smtp_server import mail_server
from tests.factories import CustomerFactory, receive
from tickets.models import Ticket, TicketEvent
from tickets.services import hand_back, post_note, post_reply

pytestmark = pytest.mark.django_db

ANSWERED = "How long does a refund take until it arrives?"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mailbox(settings):
    """A real mail server, to which the hub is set."""
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", mailbox.port, False
        yield mailbox


@pytest.fixture
def hand_over(refunds, widget, work_off):
    """A customer is answered, complains three times, and is handed over."""

    def happen(**fields) -> Ticket:
        customer = CustomerFactory(
            tenant=widget.tenant, name="Mia Weber", email="mia@example.com", plan="Pro", **fields
        )
        receive(widget, ANSWERED, customer=customer, source={"page": "https://www.example.com/prices"})
        work_off()
        for text in ("that's not what I asked", "still not <b>what</b> I asked", "useless"):
            receive(widget, text, customer=customer)
            work_off()
        return Ticket.objects.latest("pk")

    return happen


def support_is(tenant, address: str) -> None:
    EscalationSettings.objects.update_or_create(tenant=tenant, defaults={"support_email": address})


def text_of(file: Attachment) -> str:
    with file.file.open("rb") as content:
        return content.read().decode()


def test_the_whole_conversation_is_attached_for_members(hand_over, bob, signed_in) -> None:
    ticket = hand_over()

    file = Attachment.objects.get()
    text = text_of(file)
    assert file.name.startswith(f"transcript-{ticket.number}-")
    assert file.message.is_note
    assert f"Transcript of {ticket.reference}" in text
    for fact in (
        "Mia Weber",
        "mia@example.com",
        "Pro",
        "Customer is dissatisfied",
        "High",
        "example.com/prices",
    ):
        assert fact in text
    said = ["How long does a refund take", "5 working days", "that's not what I asked", "sorry", "useless"]
    places = [text.index(words) for words in said]
    assert places == sorted(places)
    assert "Source: Refunds" in text
    assert "  AI\n" in text
    assert "Mia Weber · Customer\n" in text
    page = signed_in(bob).get(ticket.get_absolute_url()).content.decode()
    assert file.name in page
    download = signed_in(bob).get(reverse("conversations:attachment", args=[file.pk]))
    assert b"".join(download).decode() == text


def test_notes_and_deleted_words_are_not_in_it(refunds, widget, bob, work_off) -> None:
    ticket = receive(widget, ANSWERED).ticket
    work_off()
    post_note(ticket, by=bob, body="A difficult one.")
    receive(widget, "I want to talk to a person", customer=ticket.customer)
    work_off()

    assert "A difficult one." not in text_of(Attachment.objects.get())


def test_the_customer_does_not_see_it(hand_over, charlie, signed_in, client) -> None:
    hand_over()
    file = Attachment.objects.get()

    url = reverse("conversations:attachment", args=[file.pk])
    assert signed_in(charlie).get(url).status_code == 404
    assert not Message.objects.public().filter(attachments=file).exists()


def test_it_goes_to_the_support_address_by_email(hand_over, launchpad, mailbox, bob, signed_in) -> None:
    support_is(launchpad, "support@launchpad.example")
    ticket = hand_over()

    [mail] = mailbox.mails
    assert mailbox.recipients == ["support@launchpad.example"]
    assert ticket.reference in mail["Subject"]
    assert ticket.get_absolute_url() in mail.get_body().get_content()
    [attached] = mail.iter_attachments()
    assert attached.get_content_type() == "text/plain"
    assert "useless" in attached.get_content()
    page = signed_in(bob).get(ticket.get_absolute_url()).content.decode()
    assert "the transcript went to support@launchpad.example by email" in page


def test_done_again_after_a_crash_it_is_the_same_mail_and_one_file(hand_over, launchpad, mailbox) -> None:
    support_is(launchpad, "support@launchpad.example")
    hand_over()
    for name in ("agent.transcript", "agent.mail_transcript"):
        run_job(Job.objects.get(name=name).key)
    assert len(mailbox.mails) == 1

    for name in ("agent.transcript", "agent.mail_transcript"):
        Job.objects.filter(name=name).update(state="queued")
        run_job(Job.objects.get(name=name).key)

    assert Attachment.objects.exclude(message=None).count() == 1
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1


def test_without_a_mail_server_it_says_that_it_would_be_sent(
    hand_over, launchpad, bob, signed_in, mailoutbox, caplog
) -> None:
    caplog.set_level("INFO")
    support_is(launchpad, "support@launchpad.example")
    ticket = hand_over()

    assert mailoutbox == []
    page = signed_in(bob).get(ticket.get_absolute_url()).content.decode()
    assert "the transcript would be sent to support@launchpad.example: no mail server is set up" in page
    assert "would_be_sent" in caplog.text


def test_without_an_address_it_says_that_too(hand_over, mailbox) -> None:
    hand_over()

    assert mailbox.mails == []
    assert "no support address" in TicketEvent.objects.get(kind="escalated").sentence


def test_a_mail_server_that_takes_nothing_is_tried_again_and_then_told_of(
    hand_over, launchpad, mailbox, refunds, widget
) -> None:
    support_is(launchpad, "support@launchpad.example")
    mailbox.refuses = True
    with pytest.raises(AssertionError, match="451"):
        hand_over()
    job = Job.objects.get(name="agent.mail_transcript")
    assert job.state == Job.State.QUEUED

    for _attempt in range(7):
        run_job(job.key)

    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "could not be sent" in TicketEvent.objects.get(kind="escalated").sentence
    assert Attachment.objects.get().message is not None


def test_what_was_no_matter_of_patience_leaves_none(widget, work_off) -> None:
    receive(widget, ANSWERED)
    work_off()
    assert TicketEvent.objects.get(kind="escalated").data["reason"] == "no_knowledge"
    assert not Attachment.objects.exists()


def test_each_hand_over_has_its_own(hand_over, bob, widget, work_off) -> None:
    ticket = hand_over()
    post_reply(ticket, by=bob, body="It is on its way.")
    hand_back(ticket, by=bob)
    receive(widget, "get me a human", customer=ticket.customer)
    work_off()

    first, second = Attachment.objects.order_by("pk")
    assert "It is on its way." not in text_of(first)
    assert "It is on its way." in text_of(second)
    assert "Bob · Member" in text_of(second)
