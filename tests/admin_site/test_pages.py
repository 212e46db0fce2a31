"""Every model's pages: they open, cost the same with more rows, and leave history alone."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from accounts.admin import base
from accounts.models import ApiKey, AuditEntry, Invitation, Member, TeamMember, Tenant, User
from agent.models import (
    Backtest,
    BacktestHit,
    Brief,
    CategoryModel,
    ChatAlert,
    ChatAnalysis,
    ChatContext,
    Dissatisfaction,
    Draft,
    EscalationSettings,
    IssueProfile,
    Learned,
    Outcome,
    Run,
    RunPassage,
    Signal,
    SuggestionFeedback,
    Summary,
    TicketSuggestion,
    TriageCorrection,
    TriageThread,
)
from ai.models import ModelCall
from channels_app.models import WidgetSession
from conversations.models import (
    Attachment,
    Channel,
    Customer,
    DeletedText,
    Delivery,
    Discussion,
    Job,
    JourneyEvent,
    Message,
    MessageRevision,
    Participant,
    Reaction,
)
from guidance.models import GuidanceEdit, GuidancePack, Playbook, PlaybookRule, Rule
from knowledge.models import (
    Article,
    AudienceCondition,
    HelpVote,
    Import,
    ImportItem,
    Passage,
    PassageReading,
    Review,
    ReviewComment,
    ScheduledChange,
    Version,
)
from tests.admin_site.addresses import REGISTERED, label, url
from tests.admin_site.rows import grow, join_another
from tests.alone import alone
from tests.factories import UserFactory
from tickets.models import (
    BulkAction,
    BulkItem,
    BusinessHours,
    ComeBack,
    Csat,
    DefaultView,
    Macro,
    Notification,
    Reading,
    SavedView,
    ScheduledReply,
    SlaClock,
    SlaPolicy,
    Tag,
    Ticket,
    TicketCounter,
    TicketEvent,
)

pytestmark = pytest.mark.django_db

APPS = ("accounts", "conversations", "tickets", "agent", "knowledge", "guidance", "ai", "channels_app")
OURS = [
    model for model in apps.get_models() if model._meta.app_label in APPS and not model._meta.auto_created
]
# Edited with their team only.
INLINE_ONLY = {TeamMember}
WITH_PAGES = [model for model in OURS if model not in INLINE_ONLY]
HISTORY = [
    ApiKey, Article, Attachment, AudienceCondition, AuditEntry, Backtest, BacktestHit, Brief, BulkAction,
    BulkItem, BusinessHours, CategoryModel, ChatAlert, ChatAnalysis, ChatContext, ComeBack, Csat,
    DefaultView, DeletedText, Delivery, Discussion, Dissatisfaction, Draft, EscalationSettings,
    GuidanceEdit, GuidancePack, HelpVote, Import, ImportItem, Invitation, IssueProfile, Job, JourneyEvent,
    Learned, Macro, Message, MessageRevision, ModelCall, Notification, Outcome, Participant, Passage,
    PassageReading, Playbook, PlaybookRule, Reaction, Reading, Review, ReviewComment, Rule, Run, RunPassage,
    SavedView, ScheduledChange, ScheduledReply, Signal, SlaClock, SlaPolicy, SuggestionFeedback, Summary,
    Ticket, TicketCounter, TicketEvent, TicketSuggestion, TriageCorrection, TriageThread, Version,
    WidgetSession,
]  # fmt: skip


def test_every_model_has_its_admin() -> None:
    assert {model for model in OURS if model not in admin.site._registry} == INLINE_ONLY


def test_each_list_opens_plain_searched_and_with_each_filter(house, browser) -> None:
    for model in REGISTERED:
        with alone(label(model)):
            check_list(url(model, "changelist"), browser)


def check_list(address: str, browser: Client) -> None:
    page = browser.get(address)
    assert page.status_code == 200
    for term in ("invoice", "#1001", "99999999999999999999999", "alice@launchpad.example", 'a "b'):
        assert browser.get(address, {"q": term}).status_code == 200, term
    changelist = page.context["cl"]
    for spec in changelist.filter_specs:
        # "All" is how it opened; what lies between first and last, such as more spans of time, is alike.
        choices = list(spec.choices(changelist))[1:]
        for choice in choices if len(choices) < 3 else (choices[0], choices[-1]):
            filtered = browser.get(address + choice["query_string"])
            assert filtered.status_code == 200, (spec.title, choice)


def test_a_row_of_each_model_opens(house, widget, bob, browser) -> None:
    join_another(Ticket.objects.get(), widget, bob)
    for model in WITH_PAGES:
        with alone(label(model)):
            page = browser.get(url(model, "change", model._default_manager.all()[:1].get().pk))

            assert page.status_code == 200
            assert b"sk-hidden" not in page.content


def test_each_add_page_opens_where_adding_is_allowed(browser, operator, rf) -> None:
    request = rf.get("/")
    request.user = operator
    for model in REGISTERED:
        with alone(label(model)):
            allowed = admin.site._registry[model].has_add_permission(request)

            assert browser.get(url(model, "add")).status_code == (200 if allowed else 403)


def test_history_is_not_added_changed_or_deleted(house, browser) -> None:
    for model in HISTORY:
        with alone(label(model)):
            check_that_it_stays(model, browser)


def check_that_it_stays(model: type[Model], browser: Client) -> None:
    row = model._default_manager.all()[:1].get()
    before = list(model._default_manager.order_by("pk").values())

    assert browser.post(url(model, "add"), {}).status_code == 403
    assert browser.post(url(model, "change", row.pk), {"body": "Rewritten"}).status_code == 403
    assert browser.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    choice = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    browser.post(url(model, "changelist"), choice)

    assert list(model._default_manager.order_by("pk").values()) == before


@pytest.mark.parametrize("model", [Tenant, Member, Channel, Customer], ids=label)
def test_what_history_hangs_on_is_not_deleted(model, house, browser) -> None:
    row = model._default_manager.all()[:1].get()

    assert browser.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


def test_a_user_with_a_place_in_a_tenant_is_not_deleted(bob, browser) -> None:
    browser.post(url(User, "delete", bob.user_id), {"post": "yes"})

    assert Member.objects.filter(pk=bob.pk).exists()


def test_the_cost_of_no_list_grows_with_rows(house, bob, browser, count_queries) -> None:
    def statements(model: type[Model]) -> list[str]:
        with count_queries() as queries:
            assert browser.get(url(model, "changelist")).status_code == 200
        return [query["sql"] for query in queries.captured_queries]

    for model in WITH_PAGES:
        statements(model)
    few = {model: statements(model) for model in WITH_PAGES}
    rows = {model: model._default_manager.count() for model in WITH_PAGES}
    grow(house, bob)
    for model in WITH_PAGES:
        with alone(label(model)):
            many = statements(model)

            assert model._default_manager.count() > rows[model], "nothing was added that could cost"
            assert len(many) == len(few[model]), many


def test_a_list_counts_no_further_than_it_must(house, widget, browser, monkeypatch, count_queries) -> None:
    monkeypatch.setattr(base, "COUNT_AT_MOST", 3)
    Tag.objects.bulk_create(Tag(tenant=house, name=f"Tag {number}") for number in range(8))

    with count_queries() as queries:
        page = browser.get(url(Tag, "changelist"), {"q": "tag"}).content.decode()

    counts = [query["sql"] for query in queries.captured_queries if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT 4" in sql for sql in counts)
    assert "3+ tags" in page
    assert "3+ results" in page


def test_a_number_is_looked_up_and_not_searched_for(house, browser, count_queries) -> None:
    with count_queries() as queries:
        page = browser.get(url(Ticket, "changelist"), {"q": "#1001"}).content

    assert b"My invoice 1 is wrong" in page
    assert not [query for query in queries.captured_queries if "LIKE" in query["sql"]]


def test_a_ticket_shows_its_runs_its_timeline_and_the_way_to_its_messages(house, browser) -> None:
    ticket = Ticket.objects.get()
    page = browser.get(url(Ticket, "change", ticket.pk)).content.decode()

    assert "Answered" in page
    assert "Customer opened the ticket" in page
    transcript = f"{url(Message, 'changelist')}?discussion={ticket.discussion_id}"
    assert transcript in page
    assert "I looked into it." in browser.get(transcript).content.decode()


def test_a_run_shows_its_steps_without_secrets(house, browser) -> None:
    page = browser.get(url(Run, "change", Run.objects.get().pk)).content.decode()

    assert "&quot;name&quot;: &quot;retrieve&quot;" in page
    assert "&quot;tokens&quot;: 17" in page
    assert "&quot;api_key&quot;: &quot;••••••&quot;" in page


def test_secrets_stay_hidden(house, widget, browser) -> None:
    widget.settings = {"greeting": "Hello", "identity_secret": "s3cr3t-of-launchpad"}
    widget.save()
    invitation = Invitation.objects.get()
    phone = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    channel_page = browser.get(url(Channel, "change", widget.pk)).content
    assert b"Hello" in channel_page
    assert b"s3cr3t-of-launchpad" not in channel_page
    invitation_page = browser.get(url(Invitation, "change", invitation.pk)).content
    assert invitation.token_hash.encode() not in invitation_page
    assert b"JBSWY3DPEHPK3PXP" not in browser.get(url(Authenticator, "change", phone.pk)).content


def test_an_attachment_can_be_opened(house, browser) -> None:
    page = browser.get(url(Attachment, "change", Attachment.objects.get().pk)).content.decode()
    address = re.search(r'href="([^"]+)">Open', page)[1]

    assert b"".join(browser.get(address).streaming_content) == b"line one"
