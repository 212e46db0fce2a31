"""The side panel of a ticket: what its chat suggests, and what members make of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agent.chat.alerts import watch
from agent.models import ChatAlert, ChatAnalysis, SuggestionFeedback, TicketSuggestion
from conversations.live.publishing import redis_client
from conversations.metrics import KEY
from tests.factories import SuggestionFactory, receive
from tickets.models import Category, Notification, Ticket
from tickets.services.privacy import make_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(widget) -> Ticket:
    return receive(widget, "My kitchen tap is leaking").ticket


@pytest.fixture
def suggestion(chat) -> TicketSuggestion:
    message = chat.discussion.messages.get()
    return SuggestionFactory(tenant=chat.tenant, ticket=chat, message_ids=[message.pk])


def url(name: str, suggestion: TicketSuggestion) -> str:
    return reverse(f"agent:chat-{name}", args=[suggestion.ticket.number, suggestion.pk])


EDITED = {"title": "Tap", "summary": "It leaks.", "priority": "low", "category": "other"}
POSTS = {"create": {}, "edited": EDITED, "dismiss": {}, "undo": {}, "feedback": {"rating": 4}}


def test_the_panel_shows_what_is_suggested_and_why(signed_in, bob, suggestion):
    page = signed_in(bob).get(reverse("agent:chat", args=[suggestion.ticket.number])).content.decode()

    for text in (
        "The kitchen tap is leaking",
        "Maintenance",
        "Medium",
        "90% sure",
        "Create ticket",
        "Edit first",
    ):
        assert text in page
    assert f"#message-{suggestion.message_ids[0]}" in page


def test_a_viewer_only_looks(signed_in, vera, suggestion):
    client = signed_in(vera)
    page = client.get(reverse("agent:chat", args=[suggestion.ticket.number])).content.decode()

    assert "The kitchen tap is leaking" in page
    assert "Create ticket" not in page
    for name, data in POSTS.items():
        assert client.post(url(name, suggestion), data).status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_an_outsider_finds_nothing_and_nothing_is_done_by_reading(signed_in, bob, charlie, suggestion, name):
    assert signed_in(charlie).post(url(name, suggestion), POSTS[name]).status_code == 404
    assert signed_in(bob).get(url(name, suggestion)).status_code == 405


def test_a_member_creates_the_ticket_once(signed_in, bob, suggestion):
    client = signed_in(bob)
    for _twice in range(2):
        assert client.post(url("create", suggestion), headers={"HX-Request": "true"}).status_code == 200

    ticket = Ticket.objects.get(ai_generated=True)
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.created_ticket, suggestion.decided_by) == ("created", ticket, bob)
    assert not suggestion.is_modified


def test_a_category_that_triage_made_is_no_choice_of_the_tenants(signed_in, bob, suggestion):
    Category.objects.create(tenant=suggestion.tenant, name="Bug")
    address = reverse("agent:chat", args=[suggestion.ticket.number])
    client = signed_in(bob)
    assert '<option value="noise_complaint">' in client.get(address).content.decode()

    Category.objects.create(tenant=suggestion.tenant, name="Feature request")
    page = client.get(address).content.decode()
    assert '<option value="feature_request">' in page
    assert '<option value="noise_complaint">' not in page


@pytest.mark.parametrize("made_by_triage", [None, "Bug"])
def test_a_member_edits_it_first(signed_in, bob, suggestion, made_by_triage):
    if made_by_triage:
        Category.objects.create(tenant=suggestion.tenant, name=made_by_triage)
    signed_in(bob).post(url("edited", suggestion), EDITED)

    ticket = Ticket.objects.get(ai_generated=True)
    assert (ticket.subject, ticket.priority, ticket.category.name) == ("Tap", "low", "Other")
    suggestion.refresh_from_db()
    assert suggestion.is_modified


def test_a_form_that_is_not_right_comes_back_with_what_was_typed(signed_in, bob, suggestion):
    response = signed_in(bob).post(
        url("edited", suggestion),
        EDITED | {"title": "", "summary": "Half typed"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 422
    assert "Half typed" in response.content.decode()
    assert not Ticket.objects.filter(ai_generated=True).exists()


def test_not_an_issue_can_be_taken_back(signed_in, bob, suggestion):
    client = signed_in(bob)
    client.post(url("dismiss", suggestion))
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.decided_by) == ("dismissed", bob)

    client.post(url("undo", suggestion))
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.decided_by) == ("open", None)


def test_what_can_not_be_done_any_more_is_said(signed_in, bob, suggestion):
    client = signed_in(bob)
    client.post(url("dismiss", suggestion))
    refused = client.post(url("create", suggestion), headers={"HX-Request": "true"})

    assert refused.status_code == 422
    assert "not suggested any more" in refused.headers["HX-Trigger"]


def test_a_member_judges_the_ticket_on_its_own_page(signed_in, bob, suggestion):
    client = signed_in(bob)
    client.post(url("create", suggestion))
    ticket = Ticket.objects.get(ai_generated=True)
    panel = client.get(reverse("agent:chat", args=[ticket.number])).content.decode()
    assert suggestion.ticket.reference in panel

    client.post(
        reverse("agent:chat-feedback", args=[ticket.number, suggestion.pk]),
        {"rating": 2, "comment": "Too short"},
    )
    feedback = SuggestionFeedback.objects.get()
    assert (feedback.rating, feedback.comment, feedback.member) == (2, "Too short", bob)
    panel = client.get(reverse("agent:chat", args=[ticket.number])).content.decode()
    assert 'value="Too short"' in panel, "rated anew, what was said of it is not wiped out"


def test_a_deleted_message_does_not_live_on_in_a_suggestion(signed_in, bob, suggestion):
    suggestion.ticket.discussion.messages.update(deleted_at=timezone.now())
    page = signed_in(bob).get(reverse("agent:chat", args=[suggestion.ticket.number])).content.decode()
    assert suggestion.title not in page


def test_more_suggestions_cost_no_more_queries(signed_in, bob, suggestion, count_queries):
    client, address = signed_in(bob), reverse("agent:chat", args=[suggestion.ticket.number])
    client.get(address)
    with count_queries() as before:
        client.get(address)
    for number in range(4):
        SuggestionFactory(
            tenant=suggestion.tenant,
            ticket=suggestion.ticket,
            title=f"Other {number}",
            message_ids=suggestion.message_ids,
        )
    with count_queries() as after:
        client.get(address)
    assert len(after) == len(before)


def analyses(widget, count: int, **fields: object) -> Ticket:
    for number in range(count):
        received = receive(widget, f"Message {number}")
        ChatAnalysis.objects.create(
            tenant=widget.tenant, ticket=received.ticket, message=received.message, **fields
        )
    return received.ticket


@pytest.mark.parametrize(
    ("fields", "kind"), [({"duration_ms": 2500}, "slow"), ({"error": "ANALYSIS_FAILED"}, "failing")]
)
def test_admins_are_told_once_when_the_analysis_is_not_well(widget, alice, bob, fields, kind):
    ticket = analyses(widget, 5, **fields)
    watch(ticket)
    watch(ticket)

    assert list(Notification.objects.values_list("member", "kind", "count")) == [(alice.pk, "chat_alert", 1)]
    assert ChatAlert.objects.get().kind == kind

    ChatAnalysis.objects.update(duration_ms=10, error="")
    watch(ticket)
    assert ChatAlert.objects.get().closed_at is not None


def test_a_few_analyses_are_no_rate(widget, alice):
    watch(analyses(widget, 4, duration_ms=9000, error="ANALYSIS_FAILED"))
    assert not ChatAlert.objects.exists()


def test_an_alert_ends_when_the_latest_analyses_were_well_however_slowly_they_came(widget, alice):
    ticket = analyses(widget, 5, error="ANALYSIS_FAILED")
    watch(ticket)
    assert ChatAlert.objects.get().closed_at is None

    long_ago = timezone.now() - timedelta(hours=1)
    ChatAnalysis.objects.update(created_at=long_ago)
    watch(analyses(widget, 1))
    assert ChatAlert.objects.get().closed_at is None, "four of the latest five failed"

    watch(analyses(widget, 4))
    assert ChatAlert.objects.get().closed_at is not None


def figures_shown_to(client):
    panels = client.get(reverse("analytics:index")).context["panels"]
    return next(panel.figures for panel in panels if panel.template == "analytics/_chat_to_ticket.html")


def test_the_figures_count_what_became_of_suggestions(signed_in, bob, suggestion, widget):
    analyses(widget, 2, duration_ms=120)
    client = signed_in(bob)
    client.post(url("edited", suggestion), EDITED)
    SuggestionFactory(
        tenant=suggestion.tenant, ticket=suggestion.ticket, state="dismissed", decided_at=timezone.now()
    )
    SuggestionFactory(tenant=suggestion.tenant, ticket=suggestion.ticket, confidence=0.6)

    for confidence in (0.6, 0.9):
        SuggestionFactory(
            tenant=suggestion.tenant, ticket=suggestion.ticket, state="withdrawn", confidence=confidence
        )

    figures = figures_shown_to(client)
    assert (figures.chats, figures.suggested, figures.created, figures.modified) == (2, 3, 1, 1)
    assert (figures.dismissed, figures.mean_ms, figures.p95_ms) == (1, 120, 120)
    assert figures.accepted_share == 0.5


def test_what_is_decided_counts_when_it_is_however_old_the_chat_is(signed_in, bob, suggestion):
    Ticket.objects.filter(pk=suggestion.ticket_id).update(created_at=timezone.now() - timedelta(days=100))
    for _number in range(3):
        SuggestionFactory(
            tenant=suggestion.tenant, ticket=suggestion.ticket, state="dismissed", decided_at=timezone.now()
        )
    client = signed_in(bob)
    client.post(url("create", suggestion))

    figures = figures_shown_to(client)
    assert (figures.chats, figures.created, figures.dismissed, figures.accepted_share) == (0, 1, 3, 0.25)
    assert "No chats were read" not in client.get(reverse("analytics:index")).content.decode()


def test_feedback_leaves_the_figures_with_its_ticket(signed_in, bob, suggestion, widget):
    analyses(widget, 1, duration_ms=120)
    client = signed_in(bob)
    client.post(url("create", suggestion))
    client.post(url("feedback", suggestion), {"rating": 2})
    assert (figures_shown_to(client).feedback, figures_shown_to(client).score) == (1, 2)

    client.post(url("undo", suggestion))
    client.post(url("create", suggestion))
    assert (figures_shown_to(client).feedback, figures_shown_to(client).score) == (0, None)


def test_numbers_of_tickets_lead_to_exactly_those(signed_in, bob, suggestion, widget):
    analyses(widget, 3, duration_ms=120)
    client = signed_in(bob)
    client.post(url("create", suggestion))
    panels = client.get(reverse("analytics:index")).context["panels"]
    panel = next(one for one in panels if one.template == "analytics/_chat_to_ticket.html")
    created = Ticket.objects.get(ai_generated=True)

    for address, number in (
        (panel.chats_url, panel.figures.chats),
        (panel.with_tickets_url, panel.figures.chats_with_tickets),
        (panel.created_url, panel.figures.created),
    ):
        page = client.get(address).content.decode()
        assert page.count('id="row-link-') == number > 0
        assert "left out" not in page
    assert f'id="row-{created.number}"' in client.get(panel.created_url).content.decode()


def test_a_private_chat_is_in_the_figures_of_who_reads_it_only(signed_in, alice, bob, suggestion):
    chat = Ticket.objects.for_detail().get(pk=suggestion.ticket_id)
    make_private(chat, owner=alice, readers=[], with_ai=False, by=alice)

    assert figures_shown_to(signed_in(alice)).suggested == 1
    assert figures_shown_to(signed_in(bob)).suggested == 0


def test_another_tenant_has_its_own_figures(signed_in, charlie, suggestion, widget):
    analyses(widget, 2)
    figures = figures_shown_to(signed_in(charlie))
    assert (figures.chats, figures.suggested, figures.mean_ms) == (0, 0, None)


@pytest.mark.django_db(transaction=True)
def test_prometheus_reads_what_all_processes_counted(client, signed_in, bob, suggestion, settings):
    redis_client().delete(KEY)
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "secret"
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404

    member = signed_in(bob)
    member.post(url("create", suggestion))
    member.post(url("feedback", suggestion), {"rating": 4})
    text = client.get("/metrics", headers={"Authorization": "Bearer secret"}).content.decode()

    assert 'chat_tickets_total{priority="medium",status="created"} 1' in text
    assert 'chat_suggestion_interactions_total{kind="accepted"} 1' in text
    assert 'chat_feedback_total{score="4"} 1' in text
    assert "# TYPE chat_analysis_duration_milliseconds histogram" in text

    member.post(url("feedback", suggestion), {"rating": 1})
    text = client.get("/metrics", headers={"Authorization": "Bearer secret"}).content.decode()
    assert 'chat_feedback_total{score="1"} 1' in text
    assert 'chat_feedback_total{score="4"} 0' in text
    assert "chat_feedback_score_sum 1" in text


@pytest.mark.django_db(transaction=True)
def test_a_histogram_holds_each_value_in_all_buckets_it_fits(client, settings):
    from agent.chat.metrics import LATENCY

    redis_client().delete(KEY)
    settings.METRICS_TOKEN = "secret"
    for value in (80, 300, 12_345_678.5):
        LATENCY.observe(value)
    text = client.get("/metrics", headers={"Authorization": "Bearer secret"}).content.decode()

    counts = [line.rpartition(" ")[2] for line in text.splitlines() if "_bucket{" in line]
    assert counts == ["1", "1", "2", "2", "2", "2", "3"]
    assert "chat_analysis_duration_milliseconds_sum 12346058.5" in text
