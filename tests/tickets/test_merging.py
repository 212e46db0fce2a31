"""Merging a ticket into another: nothing is lost, nobody sees what is not theirs, and it can be undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from channels_app.widget.models import WidgetSession, hash_token
from conversations.attachments import store_upload
from conversations.models import Attachment, Discussion, Message, Participant
from tests.factories import CustomerFactory, receive
from tickets.models import Csat, Macro, Tag, Ticket, TicketEvent, TicketMerge
from tickets.services import add_tag, change_status, post_note, post_reply, snooze_ticket
from tickets.services.bulk import start_bulk, undo_bulk
from tickets.services.merging import MergeRefused, merge_tickets, undo_merge

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def visitor(widget, name: str) -> WidgetSession:
    return WidgetSession.objects.create(
        tenant=widget.tenant,
        channel=widget,
        customer=CustomerFactory(tenant=widget.tenant, name=name),
        token_hash=hash_token(name),
    )


def write(session: WidgetSession, text: str, **fields):
    return receive(session.channel, text, customer=session.customer, thread_key=session.thread_key, **fields)


def messenger_of(session: WidgetSession, client, name: str) -> str:
    """What this visitor's messenger shows."""
    headers = {"Authorization": f"Bearer {name}"}
    return client.get("/api/widget/messages", headers=headers).content.decode()


@pytest.fixture
def mia(widget) -> WidgetSession:
    return visitor(widget, "Mia")


@pytest.fixture
def noah(widget) -> WidgetSession:
    return visitor(widget, "Noah")


@pytest.fixture
def source(widget, mia, bob) -> Ticket:
    """Mia's ticket, answered."""
    ticket = write(mia, "My invoice is wrong", source_id="client:1").ticket
    post_reply(ticket, by=bob, body="Which one, Mia?")
    post_note(ticket, by=bob, body="She has two")
    return ticket


@pytest.fixture
def target(widget, mia) -> Ticket:
    """Another of Mia's tickets."""
    return receive(widget, "The invoice again", customer=mia.customer, thread_key="another").ticket


@pytest.fixture
def noahs(noah) -> Ticket:
    return write(noah, "Noah's secret").ticket


def url(name: str, ticket: Ticket, *args: object) -> str:
    return reverse(f"tickets:{name}", args=[ticket.number, *args])


def said_in(ticket: Ticket) -> list[str]:
    return list(ticket.discussion.messages.order_by("pk").values_list("body", flat=True))


def test_the_preview_says_what_happens(source, target, bob, signed_in) -> None:
    client = signed_in(bob)
    found = client.get(url("merge-find", source), headers=HTMX).content.decode()
    assert url("merge-preview", source, target.number) in found

    preview = client.get(url("merge-preview", source, target.number), headers=HTMX).content.decode()
    assert "3 messages go over" in preview
    assert "of which 1 private" in preview
    assert "two customers" not in preview


def test_the_other_ticket_is_found_by_number_subject_and_customer(
    source, noahs, charlie, bob, signed_in
) -> None:
    client = signed_in(bob)
    for words in (f"#{noahs.number}", "secret", "Noah"):
        found = client.get(url("merge-find", source), {"q": words}, headers=HTMX).content.decode()
        assert url("merge-preview", source, noahs.number) in found
    nothing = client.get(url("merge-find", source), {"q": "zebra"}, headers=HTMX).content.decode()
    assert "No ticket matches" in nothing


def test_a_merge_moves_all_and_leads_on(source, target, bob, signed_in, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = store_upload(discussion=source.discussion, upload=SimpleUploadedFile("a.txt", b"Hello"))
    post_note(source, by=bob, body="With a file", attachments=[file])
    add_tag(source, tag=Tag.objects.create(tenant=source.tenant, name="billing"), by=bob)
    client = signed_in(bob)

    response = client.post(url("merge", source, target.number), headers=HTMX)

    assert response["HX-Redirect"] == target.get_absolute_url()
    source.refresh_from_db()
    target.refresh_from_db()
    assert said_in(source) == []
    assert said_in(target) == [
        "My invoice is wrong", "Which one, Mia?", "She has two", "The invoice again", "With a file"
    ]  # fmt: skip
    assert (source.status, source.merged_into, source.contained) == ("resolved", target, None)
    assert target.first_member_reply_at is not None
    assert [tag.name for tag in target.tags.all()] == ["billing"]
    assert Attachment.objects.get().discussion == target.discussion
    assert target.discussion.participants.filter(member=bob).exists()
    page = client.get(source.get_absolute_url()).content.decode()
    assert f"Go to #{target.number}" in page
    assert 'id="composer"' not in page
    assert url("reopen", source) not in page
    assert f"Bob merged it into: #{target.number}" in page
    assert (
        f"Bob merged into this ticket: #{source.number}"
        in client.get(target.get_absolute_url()).content.decode()
    )


def test_the_customers_next_message_arrives_in_the_target(source, target, mia, bob, client) -> None:
    merge_tickets(source, into=target, by=bob)

    received = write(mia, "Are you there?", source_id="client:2")
    again = write(mia, "My invoice is wrong", source_id="client:1")

    assert (received.ticket, received.is_new, received.opened) == (target, True, False)
    assert (again.ticket, again.is_new) == (target, False)
    shown = messenger_of(mia, client, "Mia")
    for text in ("My invoice is wrong", "Which one, Mia?", "The invoice again", "Are you there?"):
        assert text in shown
    assert "She has two" not in shown


def test_a_chain_of_merges_leads_to_its_end(source, target, widget, mia, bob) -> None:
    last = receive(widget, "Third", customer=mia.customer, thread_key="third").ticket
    merge_tickets(source, into=target, by=bob)
    merge_tickets(target, into=last, by=bob)

    assert write(mia, "Hello?").ticket == last
    source.refresh_from_db()
    assert source.merged_into == last


def test_tickets_of_two_customers_are_merged_only_knowingly(source, noahs, bob, signed_in) -> None:
    client = signed_in(bob)
    preview = client.get(url("merge-preview", source, noahs.number), headers=HTMX).content.decode()
    assert "These are two customers." in preview
    assert "Neither Mia nor Noah will see" in preview

    refused = client.post(url("merge", source, noahs.number), headers=HTMX)
    assert refused.status_code == 422
    assert not TicketMerge.objects.exists()

    client.post(url("merge", source, noahs.number), {"is_confirmed": "on"})
    assert TicketMerge.objects.exists()


def test_neither_of_two_customers_sees_the_other_and_both_see_the_answer(
    source, noahs, mia, noah, bob, client, signed_in
) -> None:
    post_reply(noahs, by=bob, body="Only for Noah")
    merge_tickets(source, into=noahs, by=bob, is_confirmed=True)
    write(mia, "Mia's later words")
    write(noah, "Noah's later words")
    noahs.refresh_from_db()
    post_reply(noahs, by=bob, body="It is fixed for everybody")

    page = signed_in(bob).get(noahs.get_absolute_url()).content.decode()
    assert "Several customers share this conversation" in page
    mias, noahs_own = messenger_of(mia, client, "Mia"), messenger_of(noah, client, "Noah")
    for text in ("My invoice is wrong", "Which one, Mia?", "Mia&#x27;s later words", "Mia's later words"):
        assert text not in noahs_own
    for text in ("Noah's secret", "Only for Noah", "Noah's later words"):
        assert text not in mias
        assert text in noahs_own
    for text in ("My invoice is wrong", "Which one, Mia?", "Mia's later words"):
        assert text in mias
    assert "It is fixed for everybody" in mias
    assert "It is fixed for everybody" in noahs_own


def test_the_ai_is_silent_where_several_customers_listen(source, noahs, mia, bob, work_off) -> None:
    merge_tickets(source, into=noahs, by=bob, is_confirmed=True)
    Ticket.objects.update(ai_silent_since=None)
    write(mia, "How do refunds work?")
    work_off()

    assert not Message.objects.filter(author="ai").exists()


@pytest.fixture
def shared(source, noahs, bob) -> Ticket:
    """Noah's ticket, into which Mia's was merged."""
    merge_tickets(source, into=noahs, by=bob, is_confirmed=True)
    return noahs


def test_a_shared_ticket_is_not_handed_back_to_the_ai(shared, bob, signed_in) -> None:
    client = signed_in(bob)

    response = client.post(url("hand-back", shared), headers=HTMX)

    assert response.status_code == 422
    assert "Several customers share this ticket" in response["HX-Trigger"]
    shared.refresh_from_db()
    assert shared.is_ai_silent
    page = client.get(shared.get_absolute_url()).content.decode()
    assert url("hand-back", shared) not in page
    assert url("escalate", shared) in page


@pytest.mark.parametrize("is_silent", [True, False])
def test_a_danger_in_a_shared_ticket_is_handed_over_and_told_to_who_wrote(
    shared, mia, noah, client, work_off, is_silent
) -> None:
    if not is_silent:
        Ticket.objects.update(ai_silent_since=None)
    for text in ("I smell gas in the kitchen", "I still smell gas"):
        write(mia, text)
        work_off()

    shared.refresh_from_db()
    assert (shared.escalation_reason, shared.priority, shared.is_ai_silent) == ("safety", "critical", True)
    assert messenger_of(mia, client, "Mia").count("emergency services") == 1
    assert "emergency services" not in messenger_of(noah, client, "Noah")

    write(noah, "I smell gas too")
    work_off()
    assert "emergency services" in messenger_of(noah, client, "Noah")
    assert Message.objects.filter(author="system").count() == 2


def test_a_wish_for_a_person_is_answered_to_who_wished(shared, mia, noah, client) -> None:
    for name in ("Mia", "Mia", "Noah"):
        headers = {"Authorization": f"Bearer {name}"}
        posted = client.post("/api/widget/escalate", "{}", content_type="application/json", headers=headers)
        assert posted.status_code == 200
        if name == "Mia":
            assert "person from the team" not in messenger_of(noah, client, "Noah")

    assert list(
        Message.objects.filter(author="system").order_by("pk").values_list("audience", flat=True)
    ) == [
        mia.customer.pk,
        noah.customer.pk,
    ]
    assert "person from the team" in messenger_of(mia, client, "Mia")
    assert "person from the team" in messenger_of(noah, client, "Noah")


def test_what_only_one_was_told_goes_back_with_them(source, noahs, mia, noah, bob, client) -> None:
    merge = merge_tickets(source, into=noahs, by=bob, is_confirmed=True)
    headers = {"Authorization": "Bearer Mia"}
    client.post("/api/widget/escalate", "{}", content_type="application/json", headers=headers)

    undo_merge(merge, by=bob)

    assert "person from the team" in messenger_of(mia, client, "Mia")
    assert "person from the team" not in messenger_of(noah, client, "Noah")


def test_where_customers_share_a_ticket_nobody_is_asked_how_it_was(
    source, noahs, mia, noah, bob, client
) -> None:
    def rate(name: str) -> int:
        headers = {"Authorization": f"Bearer {name}"}
        body = {"rating": 1, "comment": f"{name}'s comment"}
        return client.post("/api/widget/csat", body, "application/json", headers=headers).status_code

    post_reply(noahs, by=bob, body="Done")
    change_status(noahs, status="resolved", by=bob)
    assert rate("Noah") == 200
    change_status(source, status="resolved", by=bob)
    merge = merge_tickets(source, into=noahs, by=bob, is_confirmed=True)

    for name in ("Mia", "Noah"):
        assert "csat" not in messenger_of(mia, client, name)
        assert rate(name) == 409
    for status in ("open", "resolved"):
        change_status(noahs, status=status, by=bob)
    assert Csat.objects.filter(ticket=noahs).count() == 1

    undo_merge(merge, by=bob)
    assert Csat.objects.get(ticket=noahs).comment == "Noah's comment"


def everything() -> dict[str, list]:
    """All that a merge may move or change."""
    wanted = [
        (Message, ("pk", "discussion", "source_id", "audience")),
        (Attachment, ("pk", "discussion")),
        (Participant, ("pk", "discussion", "customer", "member", "sees_after_id")),
        (Discussion, ("pk", "is_shared")),
        (Ticket, ("pk", "status", "merged_into", "contained", "resolved_at", "ai_silent_since", "tags")),
        (Ticket, ("latest_message_preview", "first_member_reply_at", "first_ai_reply_at", "waiting_since")),
    ]
    return {
        f"{model.__name__} {fields}": list(model.objects.order_by("pk").values_list(*fields))
        for model, fields in wanted
    }


@pytest.mark.parametrize("other", ["target", "noahs"])
def test_an_undone_merge_puts_everything_back(source, other, bob, request, signed_in) -> None:
    into = request.getfixturevalue(other)
    add_tag(source, tag=Tag.objects.create(tenant=source.tenant, name="billing"), by=bob)
    before = everything()
    client = signed_in(bob)
    client.post(url("merge", source, into.number), {"is_confirmed": "on"})
    assert everything() != before
    merge = TicketMerge.objects.get()
    assert url("unmerge", into, merge.pk) in client.get(url("around", into), headers=HTMX).content.decode()

    for _time in range(2):
        assert client.post(url("unmerge", into, merge.pk)).status_code == 302

    assert everything() == before
    assert TicketEvent.objects.filter(kind="unmerged").count() == 2


def test_what_a_second_customer_wrote_meanwhile_goes_back_with_them(
    source, noahs, mia, noah, bob, client
) -> None:
    merge = merge_tickets(source, into=noahs, by=bob, is_confirmed=True)
    write(mia, "Mia's later words")
    undo_merge(merge, by=bob)

    assert "Mia's later words" in said_in(source)
    assert said_in(noahs) == ["Noah's secret"]
    assert "Noah's secret" not in messenger_of(mia, client, "Mia")
    assert "Mia's later words" in messenger_of(mia, client, "Mia")
    assert write(mia, "And now?").ticket == source


def test_an_undone_merge_lets_sleep_only_until_what_is_to_come(source, target, bob, work_off) -> None:
    later = timezone.now() + timedelta(days=1)
    for ticket in (source, target):
        snooze_ticket(ticket, until=later, by=bob)
    merge = merge_tickets(source, into=target, by=bob)
    merge.moved["before"]["source"]["snoozed_until"] = (timezone.now() - timedelta(seconds=1)).isoformat()
    merge.save()

    undo_merge(TicketMerge.objects.get(), by=bob)

    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.snoozed_until, target.snoozed_until) == (None, later)


def test_after_ten_minutes_a_merge_stays(source, target, bob, signed_in) -> None:
    merge = merge_tickets(source, into=target, by=bob)
    TicketMerge.objects.update(created_at=timezone.now() - timedelta(minutes=11))

    response = signed_in(bob).post(url("unmerge", target, merge.pk), headers=HTMX)

    assert response.status_code == 422
    assert "too late" in response["HX-Trigger"]
    assert said_in(source) == []


def test_a_merge_whose_target_went_on_is_undone_last_first(source, target, widget, mia, bob) -> None:
    last = receive(widget, "Third", customer=mia.customer, thread_key="third").ticket
    before = everything()
    first = merge_tickets(source, into=target, by=bob)
    second = merge_tickets(target, into=last, by=bob)

    with pytest.raises(MergeRefused, match="undo that first"):
        undo_merge(TicketMerge.objects.get(pk=first.pk), by=bob)
    undo_merge(TicketMerge.objects.get(pk=second.pk), by=bob)
    undo_merge(TicketMerge.objects.get(pk=first.pk), by=bob)

    assert everything() == before


def test_what_can_not_be_merged_is_refused_in_words(source, target, noahs, bob, signed_in) -> None:
    client = signed_in(bob)
    own = client.post(url("merge", source, source.number), headers=HTMX)
    assert own.status_code == 422
    assert "into itself" in own.content.decode()

    merge_tickets(source, into=target, by=bob)
    for one, other in ((source, noahs), (noahs, source), (source, target)):
        again = client.post(url("merge", one, other.number), {"is_confirmed": "on"}, headers=HTMX)
        assert again.status_code == 422
        assert "is merged into" in again.content.decode()


def test_a_ticket_that_customers_share_takes_in_but_does_not_go(source, target, noahs, bob) -> None:
    merge_tickets(source, into=noahs, by=bob, is_confirmed=True)

    with pytest.raises(MergeRefused, match="instead"):
        merge_tickets(noahs, into=target, by=bob, is_confirmed=True)


def test_who_writes_in_a_merged_ticket_is_told_and_keeps_their_text(source, target, bob, signed_in) -> None:
    client = signed_in(bob)
    merge_tickets(source, into=target, by=bob)

    for verb in ("reply", "note"):
        response = client.post(url(verb, source), {"text": "A long answer"})
        assert response.status_code == 422
        assert "was merged into" in response.context["refusal"]
        assert response.context["typed"] == "A long answer"
    assert said_in(source) == []


CHANGES = {
    "resolve": {},
    "reopen": {},
    "pending": {},
    "priority": {"priority": "high"},
    "snooze": {"until": (timezone.now() + timedelta(days=1)).isoformat()},
    "wake": {},
    "assign": {"owner": "", "team": "", "was_owner": "1", "was_team": ""},
    "take": {},
    "escalate": {},
    "hand-back": {},
    "tag": {"name": "billing"},
    "category": {"category": ""},
    "link": {"kind": "relates"},
    "macro-apply": {},
}


@pytest.mark.parametrize("verb", CHANGES)
def test_a_ticket_that_was_merged_away_is_not_changed_any_more(source, target, bob, signed_in, verb) -> None:
    macro = Macro.objects.create(tenant=bob.tenant, owner=bob, name="High", changes={"priority": "high"})
    rest = {"link": [target.number], "macro-apply": [macro.pk]}.get(verb, [])
    merge_tickets(source, into=target, by=bob)
    before = everything(), Ticket.objects.get(pk=source.pk).latest_activity_at
    client = signed_in(bob)

    for headers, status in ((HTMX, 422), ({}, 302)):
        response = client.post(url(verb, source, *rest), CHANGES[verb], headers=headers)
        assert response.status_code == status
        if headers:
            assert f"was merged into #{target.number}" in response["HX-Trigger"]
        else:
            assert response["Location"] == target.get_absolute_url()

    assert (everything(), Ticket.objects.get(pk=source.pk).latest_activity_at) == before
    assert f"was merged into #{target.number}" in client.get(target.get_absolute_url()).content.decode()
    assert client.get(source.get_absolute_url()).status_code == 200


def test_taking_back_a_change_of_many_leaves_out_what_was_merged_since(source, target, bob) -> None:
    only = Ticket.objects.filter(pk=source.pk)
    bulk = start_bulk(by=bob, verb="resolve", arguments={}, tickets=only)
    merge_tickets(source, into=target, by=bob)

    undo_bulk(bulk)

    source.refresh_from_db()
    assert (source.status, bulk.items.get().state) == ("resolved", "kept")


@pytest.mark.parametrize("name", ["merge", "unmerge"])
def test_nobody_else_merges(source, target, vera, charlie, bob, signed_in, name) -> None:
    where = url(name, source, target.number if name == "merge" else 1)

    assert signed_in(vera).post(where).status_code == 403
    assert signed_in(charlie).post(where).status_code == 404
    assert signed_in(bob).get(where).status_code == 405
    assert not TicketMerge.objects.exists()


def test_the_target_must_be_of_the_same_tenant(source, charlie, bob, signed_in) -> None:
    from tests.factories import ChannelFactory

    theirs = receive(ChannelFactory(tenant=charlie.tenant)).ticket
    Ticket.objects.filter(pk=theirs.pk).update(number=9000)

    assert signed_in(bob).post(url("merge", source, 9000)).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crosswise", [False, True])
def test_two_members_who_merge_at_once_do_not_stand_in_each_others_way(widget, alice, bob, crosswise) -> None:
    mia = visitor(widget, "Mia")
    one = write(mia, "One").ticket
    other = receive(widget, "Other", customer=mia.customer, thread_key="another").ticket
    pairs = [(one, other, alice), (other, one, bob) if crosswise else (one, other, bob)]
    start = Barrier(3)

    def merge(source: Ticket, target: Ticket, by) -> str:
        start.wait(10)
        try:
            merge_tickets(Ticket.objects.get(pk=source.pk), into=Ticket.objects.get(pk=target.pk), by=by)
        except MergeRefused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "merged"

    def write_meanwhile() -> str:
        start.wait(10)
        try:
            write(mia, "Meanwhile")
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(merge, *pair) for pair in pairs] + [pool.submit(write_meanwhile)]
        done = sorted(job.result(30) for job in jobs)

    assert done[0].endswith("Merge with that one.") or done[1].endswith("Merge with that one.")
    assert "merged" in done
    left = Ticket.objects.get(merged_into=None)
    assert sorted(said_in(left)) == ["Meanwhile", "One", "Other"]
