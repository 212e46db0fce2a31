"""Django admin: every model's pages, what may not be changed there, and the actions."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import audit, services, teams
from accounts.admin import base
from accounts.api_keys import create_api_key
from accounts.models import (
    ApiKey,
    AuditEntry,
    Invitation,
    Member,
    Team,
    TeamMember,
    Tenant,
    TenantModule,
    User,
)
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
    Gap,
    GapQuestion,
    GapSearch,
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
    TriageSettings,
    TriageThread,
)
from ai.models import AISettings, ModelCall
from channels_app.models import WidgetSession
from conversations.attachments import store_upload
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
from conversations.services import delete_message, edit_message, toggle_reaction
from guidance.models import GuidanceEdit, GuidancePack, Playbook, PlaybookRule, Rule
from guidance.services import switch_pack
from knowledge.audience import Condition
from knowledge.models import (
    Article,
    AudienceCondition,
    HelpVote,
    Import,
    ImportItem,
    Passage,
    Review,
    ReviewComment,
    ScheduledChange,
    Version,
)
from knowledge.services import create_article
from tests import recording_transport
from tests.factories import (
    BusinessHoursFactory,
    ChannelFactory,
    CustomerFactory,
    JourneyEventFactory,
    MemberFactory,
    SlaPolicyFactory,
    SuggestionFactory,
    UserFactory,
    receive,
)
from tests.guidance.factories import PackFactory, PlaybookRuleFactory, RuleFactory
from tests.knowledge.rows import add_governing
from tests.urlwalk import make_macro
from tickets.models import (
    BulkAction,
    BulkItem,
    BusinessHours,
    Category,
    ComeBack,
    Csat,
    DefaultView,
    Macro,
    Notification,
    NotificationSettings,
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
from tickets.services import post_note, post_reply
from tickets.services.bulk import start_bulk
from tickets.services.linking import link_tickets
from tickets.services.merging import merge_tickets
from tickets.services.saved_views import open_with, save_view
from tickets.services.scheduling import schedule_reply

pytestmark = pytest.mark.django_db

APPS = ("accounts", "conversations", "tickets", "agent", "knowledge", "guidance", "ai", "channels_app")
OURS = [
    model for model in apps.get_models() if model._meta.app_label in APPS and not model._meta.auto_created
]
# Edited with their team only.
INLINE_ONLY = {TeamMember}
REGISTERED = list(admin.site._registry)
HISTORY = [
    ApiKey, Article, Attachment, AudienceCondition, AuditEntry, Backtest, BacktestHit, Brief, BulkAction,
    BulkItem, BusinessHours, CategoryModel, ChatAlert, ChatAnalysis, ChatContext, ComeBack, Csat,
    DefaultView, DeletedText, Delivery, Discussion, Dissatisfaction, Draft, EscalationSettings,
    GuidanceEdit, GuidancePack, HelpVote, Import, ImportItem, Invitation, IssueProfile, Job, JourneyEvent,
    Learned, Macro, Message, MessageRevision, ModelCall, Notification, Outcome, Participant, Passage,
    Playbook, PlaybookRule, Reaction, Reading, Review, ReviewComment, Rule, Run, RunPassage, SavedView,
    ScheduledChange, ScheduledReply, Signal, SlaClock, SlaPolicy, SuggestionFeedback, Summary, Ticket,
    TicketCounter, TicketEvent, TicketSuggestion, TriageCorrection, TriageThread, Version, WidgetSession,
]  # fmt: skip


def label(model: type[models.Model]) -> str:
    return model._meta.label_lower


def url(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture(autouse=True)
def no_warning_for_a_refusal(caplog) -> None:
    """Refusals are expected here, and writing down where each came from takes most of a test's time."""
    caplog.set_level(logging.ERROR, logger="django.request")


@pytest.fixture
def operator(db: None) -> User:
    return User.objects.create_superuser("operator@example.com", "demo", name="Olga")


@pytest.fixture
def browser(operator) -> Client:
    client = Client()
    client.force_login(operator)
    return client


def add_history(channel: Channel, by: Member, number: int = 1) -> Ticket:
    """A ticket with everything a ticket can have, written by the services that write it."""
    received = receive(channel, f"My invoice {number} is wrong", source_id=f"source-{number}")
    ticket = received.ticket
    upload = SimpleUploadedFile("log.txt", b"line one")
    file = store_upload(discussion=ticket.discussion, upload=upload)
    reply = post_reply(ticket, by=by, body="I look into it.", attachments=[file])
    edit_message(reply, body="I looked into it.", by=by)
    toggle_reaction(reply, emoji="👍", by=by)
    delete_message(post_note(ticket, by=by, body="A slip."), by=by)
    run = Run.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        message=received.message,
        decision=Run.Decision.REPLY,
        confidence=0.9,
        steps=[{"name": "retrieve", "ms": 3, "api_key": "sk-hidden", "tokens": 17}],
    )
    RunPassage.objects.create(run=run, rank=1, title=f"Invoices {number}", score=0.8)
    Outcome.objects.create(
        tenant=ticket.tenant, ticket=ticket, run=run, message=received.message, kind="answer"
    )
    Learned.objects.get_or_create(
        tenant=ticket.tenant, kind="answer", engine="local", defaults={"examples": 100, "helped": 90}
    )
    Draft.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        message=received.message,
        state="ready",
        asked_by=by,
        text="It is.",
    )
    Summary.objects.create(tenant=ticket.tenant, ticket=ticket, state="ready")
    gap = Gap.objects.create(tenant=ticket.tenant, size=2)
    GapQuestion.objects.create(
        tenant=ticket.tenant, run=run, gap=gap, vector=[0.0] * 384, model="none", asked_at=run.created_at
    )
    GapSearch.objects.get_or_create(tenant=ticket.tenant)
    add_suggestion(ticket, received.message, by)
    event = TicketEvent.objects.filter(ticket=ticket).latest("pk")
    Brief.objects.create(tenant=ticket.tenant, ticket=ticket, event=event, reason="manual")
    state = Dissatisfaction.objects.create(tenant=ticket.tenant, ticket=ticket, count=1)
    Signal.objects.create(
        tenant=ticket.tenant,
        dissatisfaction=state,
        message=received.message,
        kind="phrase",
        phrase="useless",
        chance=0.9,
    )
    return ticket


def add_suggestion(ticket: Ticket, message: Message, by: Member) -> None:
    """What the AI saw in the ticket's chat."""
    suggestion = SuggestionFactory(tenant=ticket.tenant, ticket=ticket)
    SuggestionFeedback.objects.create(tenant=ticket.tenant, suggestion=suggestion, member=by, rating=4)
    ChatAnalysis.objects.create(tenant=ticket.tenant, ticket=ticket, message=message)
    ChatContext.objects.create(tenant=ticket.tenant, ticket=ticket)
    ChatAlert.objects.create(tenant=ticket.tenant, kind="slow", value=3000, closed_at=timezone.now())


def add_knowledge(tenant: Tenant, by: Member, number: int = 1) -> Article:
    """An article for some customers, with a passage of its text and the call that embedded it."""
    article = create_article(
        tenant=tenant,
        title=f"Invoices {number}",
        body="Invoices are sent monthly.",
        by=by,
        audience=[Condition.of(plans=["pro"])],
        details={"api_key": "sk-hidden"},
    )
    batch = Import.objects.create(tenant=tenant, member=by, name="invoices.md")
    ImportItem.objects.create(batch=batch, position=0, origin="invoices.md", plan=ImportItem.Plan.CREATE)
    HelpVote.objects.create(
        tenant=tenant, article=article, visitor="v", day=timezone.now().date(), is_helpful=True
    )
    Passage.objects.create(
        tenant=tenant,
        article=article,
        version=article.latest,
        position=0,
        title=article.title,
        text="Invoices are sent monthly.",
    )
    ModelCall.objects.create(
        tenant=tenant, tool="knowledge", operation="embed", engine="local", model="small", latency_ms=4
    )
    add_governing(article, by)
    return article


def add_guidance(ticket: Ticket, by: Member) -> None:
    """A pack and a playbook with a rule each, what was changed of the pack, and what the rule would catch."""
    rule = RuleFactory(pack=PackFactory(tenant=ticket.tenant))
    switch_pack(rule.pack, is_on=False, by=by)
    play = PlaybookRuleFactory(playbook__tenant=ticket.tenant)
    backtest = Backtest.objects.create(
        tenant=ticket.tenant, rule=play, conditions=play.conditions, since=timezone.now()
    )
    message = Message.objects.filter(discussion=ticket.discussion_id)[:1].get()
    BacktestHit.objects.create(backtest=backtest, ticket=ticket, message=message)


def add_triage(ticket: Ticket, by: Member) -> None:
    """A triage of the ticket, its correction, and what triage learned and measured."""
    its = {"tenant": ticket.tenant, "ticket": ticket}
    TriageThread.objects.create(**its, description="My invoice is wrong", source="ticket", member=by)
    TriageCorrection.objects.create(**its, text="My invoice is wrong", category="Billing", member=by)
    CategoryModel.objects.create(tenant=ticket.tenant, version=1, arrays=b"", tickets=60, accuracy=0.9)
    IssueProfile.objects.create(tenant=ticket.tenant, of="nothing", tickets=180)
    TriageSettings.objects.create(tenant=ticket.tenant)
    create_api_key(name="Warehouse", by=by)


def add_session(channel: Channel, number: int = 1) -> WidgetSession:
    customer = CustomerFactory(tenant=channel.tenant)
    return WidgetSession.objects.create(
        tenant=channel.tenant, channel=channel, customer=customer, token_hash=f"hash-{number}"
    )


def add_inbox(ticket: Ticket, member: Member) -> None:
    """What the member's work with the list leaves behind."""
    saved = save_view(by=member, name="Urgent", query="priority=critical", scope="shared")
    open_with(member, saved=saved)
    make_macro(member)
    Reading.note(ticket, member)
    tomorrow = timezone.now() + timedelta(days=1)
    schedule_reply(ticket, by=member, body="Good morning", send_at=tomorrow)
    tickets = Ticket.objects.filter(pk=ticket.pk)
    start_bulk(by=member, verb="priority", arguments={"priority": "high"}, tickets=tickets)


def join_another(ticket: Ticket, channel: Channel, by: Member) -> None:
    """A ticket that was linked to this one, and then merged into it."""
    other = receive(channel, "The same again", customer=ticket.customer, thread_key="another").ticket
    link_tickets(other, to=ticket, kind="duplicates", by=by)
    merge_tickets(other, into=ticket, by=by)


@pytest.fixture
def house(launchpad, alice, bob, widget, settings, tmp_path) -> Tenant:
    """At least one row of every model of ours."""
    settings.MEDIA_ROOT = tmp_path
    SlaPolicyFactory(tenant=launchpad, hours=BusinessHoursFactory(tenant=launchpad))
    ticket = add_history(widget, bob)
    Notification.objects.create(tenant=launchpad, member=bob, ticket=ticket, kind="replied")
    JourneyEventFactory(tenant=launchpad, channel=widget, customer=ticket.customer)
    Csat.objects.create(tenant=launchpad, ticket=ticket, about="member", member=bob)
    ComeBack.objects.create(tenant=launchpad, ticket=ticket, by=ticket, similarity=0.7)
    NotificationSettings.objects.create(member=bob)
    add_inbox(ticket, bob)
    add_triage(ticket, bob)
    add_guidance(ticket, bob)
    add_knowledge(launchpad, bob)
    add_session(widget)
    team = teams.create_team(tenant=launchpad, name="Billing", by=alice)
    teams.set_team_members(team, members=[bob], by=alice)
    services.invite_member(tenant=launchpad, email="new@example.com", role="agent", invited_by=alice)
    TenantModule.objects.create(tenant=launchpad, module="demo", enabled=True)
    AISettings.objects.create(tenant=launchpad, monthly_budget=50)
    EscalationSettings.objects.create(tenant=launchpad)
    Category.objects.create(tenant=launchpad, name="Billing")
    Tag.objects.create(tenant=launchpad, name="urgent")
    return launchpad


def test_every_model_has_its_admin() -> None:
    assert {model for model in OURS if model not in admin.site._registry} == INLINE_ONLY


@pytest.mark.parametrize("model", REGISTERED, ids=label)
def test_the_list_opens_plain_searched_and_with_each_filter(model, house, browser) -> None:
    page = browser.get(url(model, "changelist"))
    assert page.status_code == 200

    for term in ("invoice", "#1001", "99999999999999999999999", "alice@launchpad.example", 'a "b'):
        assert browser.get(url(model, "changelist"), {"q": term}).status_code == 200, term
    changelist = page.context["cl"]
    for spec in changelist.filter_specs:
        for choice in spec.choices(changelist):
            filtered = browser.get(url(model, "changelist") + choice["query_string"])
            assert filtered.status_code == 200, (spec.title, choice)


@pytest.mark.parametrize("model", [model for model in OURS if model not in INLINE_ONLY], ids=label)
def test_a_row_of_each_model_opens(model, house, widget, bob, browser) -> None:
    join_another(Ticket.objects.get(), widget, bob)
    page = browser.get(url(model, "change", model._default_manager.all()[:1].get().pk))

    assert page.status_code == 200
    assert b"sk-hidden" not in page.content


@pytest.mark.parametrize("model", REGISTERED, ids=label)
def test_the_add_page_opens_where_adding_is_allowed(model, browser, operator, rf) -> None:
    request = rf.get("/")
    request.user = operator
    allowed = admin.site._registry[model].has_add_permission(request)

    assert browser.get(url(model, "add")).status_code == (200 if allowed else 403)


@pytest.mark.parametrize("model", HISTORY, ids=label)
def test_history_is_not_added_changed_or_deleted(model, house, browser) -> None:
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


def test_a_member_who_is_no_platform_admin_is_turned_away(house, alice, signed_in) -> None:
    client = signed_in(alice)

    for address in [reverse("admin:index"), *(url(model, "changelist") for model in REGISTERED)]:
        response = client.get(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(reverse("admin:login"))
    assert client.get(reverse("admin:login")).status_code == 403


def test_admin_is_entered_by_the_hubs_own_sign_in(client) -> None:
    """Its second factor and its limit of attempts must not have a way round."""
    page = client.get(reverse("admin:login"))

    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 302


def test_staff_without_the_permission_sees_and_does_nothing(house, client) -> None:
    helper = UserFactory(is_staff=True)
    client.force_login(helper)

    assert client.get(url(Message, "changelist")).status_code == 403
    assert client.post(url(Job, "changelist"), {"action": "run_again"}).status_code == 403


@pytest.mark.parametrize("model", [model for model in OURS if model not in INLINE_ONLY], ids=label)
def test_the_cost_of_a_list_does_not_grow_with_rows(model, house, bob, browser, count_queries) -> None:
    browser.get(url(model, "changelist"))
    with count_queries() as few:
        browser.get(url(model, "changelist"))
    grow(house, bob)
    with count_queries() as many:
        page = browser.get(url(model, "changelist"))

    assert page.status_code == 200
    assert len(many) == len(few), [query["sql"] for query in many.captured_queries]


def grow(tenant: Tenant, by: Member) -> None:
    for number in range(2, 8):
        channel = ChannelFactory(tenant=tenant)
        member = MemberFactory(tenant=tenant)
        ticket = add_history(channel, member, number)
        ticket.owner = member
        ticket.save()
        Notification.objects.create(tenant=tenant, member=member, ticket=ticket, kind="replied")
        Csat.objects.create(tenant=tenant, ticket=ticket, about="member", member=member)
        NotificationSettings.objects.create(member=member)
        add_inbox(ticket, member)
        add_guidance(ticket, member)
        add_knowledge(tenant, member, number)
        add_session(channel, number)
        team = teams.create_team(tenant=tenant, name=f"Team {number}", by=by)
        teams.set_team_members(team, members=[member, by], by=by)
        services.invite_member(tenant=tenant, email=f"n{number}@example.com", role="agent", invited_by=member)
        TenantModule.objects.create(tenant=tenant, module=f"module-{number}")
        Category.objects.create(tenant=tenant, name=f"Category {number}")
        Tag.objects.create(tenant=tenant, name=f"Tag {number}")


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


def act(browser: Client, model: type[models.Model], action: str, *rows: models.Model) -> str:
    """Choose the rows in the list and run the action; returns the page that follows."""
    choice = {"action": action, "_selected_action": [row.pk for row in rows]}
    return browser.post(url(model, "changelist"), choice, follow=True).content.decode()


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


def test_members_are_deactivated_and_reactivated_with_an_audit_entry(alice, bob, browser, operator) -> None:
    act(browser, Member, "deactivate", bob)
    bob.refresh_from_db()
    assert not bob.is_active
    act(browser, Member, "reactivate", bob)
    bob.refresh_from_db()
    assert bob.is_active

    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor_label", "actor")
    assert list(entries) == [
        ("member.deactivated", operator.email, None),
        ("member.reactivated", operator.email, None),
    ]


def test_the_latest_owner_stays(alice, browser) -> None:
    page = act(browser, Member, "deactivate", alice)
    assert "needs at least one owner" in page
    assert "needs at least one owner" in act(browser, Member, "make_agent", alice)

    alice.refresh_from_db()
    assert alice.is_active
    assert alice.is_owner


@pytest.mark.parametrize("role", Member.Role.values)
def test_a_members_role_is_changed_with_an_audit_entry(role, alice, vera, browser) -> None:
    act(browser, Member, f"make_{role}", vera)

    vera.refresh_from_db()
    assert vera.role == role
    changed = [entry.changes for entry in AuditEntry.objects.filter(action="member.role_changed")]
    assert changed == ([] if role == "viewer" else [{"role": ["viewer", role]}])


def test_an_invitation_is_mailed_again_and_revoked(
    house, browser, django_capture_on_commit_callbacks
) -> None:
    invitation = Invitation.objects.get()
    before = invitation.token_hash
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        act(browser, Invitation, "send_again", invitation)
    invitation.refresh_from_db()
    assert invitation.token_hash != before
    assert [message.to for message in mail.outbox] == [["new@example.com"]]

    act(browser, Invitation, "revoke", invitation)
    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert "0 invitations were mailed." in act(browser, Invitation, "send_again", invitation)


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


def inline(prefix: str, *rows: dict[str, Any], kept: int = 0) -> dict[str, Any]:
    """The fields of an inline formset with these rows, `kept` of which are there already."""
    fields = {
        f"{prefix}-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()
    }
    return {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": kept, **fields}


def test_a_tenant_is_made_with_its_owner(browser) -> None:
    owner = UserFactory()
    fields = {"name": "Harbor Homes", "slug": "harbor", "plan": "FREE", "timezone": "UTC", "language": "en"}
    members = inline("members", {"user": owner.pk, "role": "owner"})
    modules = inline("modules", {"module": "playground", "enabled": "on"})
    browser.post(url(Tenant, "add"), fields | members | modules)

    tenant = Tenant.objects.get(slug="harbor")
    assert Member.objects.get(tenant=tenant, user=owner).is_owner
    actions = AuditEntry.objects.filter(tenant=tenant).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["tenant.created", "member.created", "module.created"]


def test_a_changed_tenant_keeps_its_slug_and_the_audit_log_says_what_changed(launchpad, browser) -> None:
    fields = {"name": "Launchpad", "slug": "other", "plan": "FREE", "timezone": "UTC", "language": "en"}
    browser.post(url(Tenant, "change", launchpad.pk), fields | inline("members") | inline("modules"))

    launchpad.refresh_from_db()
    assert (launchpad.slug, launchpad.plan) == ("launchpad", "FREE")
    assert AuditEntry.objects.get().changes == {"plan": ["PROFESSIONAL", "FREE"]}


def test_a_team_takes_members_of_its_own_tenant_only(house, alice, charlie, browser) -> None:
    team = Team.objects.get()
    place = TeamMember.objects.get()
    kept = {"id": place.pk, "team": team.pk, "member": place.member_id}

    def save(member: Member) -> Any:
        rows = inline("places", kept, {"team": team.pk, "member": member.pk}, kept=1)
        return browser.post(url(Team, "change", team.pk), {"name": team.name} | rows)

    assert "belongs to another tenant" in save(charlie).content.decode()
    assert save(alice).status_code == 302
    assert set(team.members.all()) == {alice, place.member}
    entry = AuditEntry.objects.filter(action="team.members_changed").latest("pk")
    assert entry.changes == {"added": [alice.pk], "removed": []}


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
    browser.post(url(Channel, "change", widget.pk), fields | {"public_key": "stolen"})

    widget.refresh_from_db()
    assert (widget.ai_mode, widget.public_key) == ("approval", "launchpad-widget")
    assert AuditEntry.objects.get().changes == {"ai_mode": ["autonomous", "approval"]}


def test_a_user_is_made_with_a_password_and_a_confirmed_address(browser, client) -> None:
    password = "correct-horse-battery"
    fields = {"email": "New.Person@Example.com", "name": "New Person", "usable_password": "true"}
    browser.post(url(User, "add"), fields | {"password1": password, "password2": password})

    user = User.objects.get(email="new.person@example.com")
    assert user.check_password(password)
    assert not user.is_staff
    assert EmailAddress.objects.get(user=user).verified
    client.post(reverse("account_login"), {"login": "New.Person@example.com", "password": password})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_second_user_of_the_same_address_is_refused(bob, browser) -> None:
    password = "correct-horse-battery"
    fields = {"email": bob.user.email.upper(), "usable_password": "true"}
    page = browser.post(url(User, "add"), fields | {"password1": password, "password2": password})

    assert page.status_code == 200
    assert page.context["adminform"].form.errors["email"]
    assert User.objects.filter(email__iexact=bob.user.email).count() == 1


def test_a_changed_address_is_the_one_to_sign_in_with(bob, browser) -> None:
    EmailAddress.objects.create(user=bob.user, email=bob.user.email, primary=True, verified=True)
    fields = {"email": "robert@example.com", "name": "Bob", "is_active": "on"}
    browser.post(url(User, "change", bob.user_id), fields | inline("memberships"))

    address = EmailAddress.objects.get(user=bob.user)
    assert (address.email, address.primary, address.verified) == ("robert@example.com", True, True)


def test_a_users_password_is_set_anew_and_never_shown(bob, browser) -> None:
    page = browser.get(url(User, "change", bob.user_id)).content.decode()
    assert bob.user.password not in page
    password = "correct-horse-battery"
    address = reverse("admin:auth_user_password_change", args=[bob.user_id])
    browser.post(address, {"usable_password": "true", "password1": password, "password2": password})

    bob.user.refresh_from_db()
    assert bob.user.check_password(password)


def test_only_a_superuser_hands_out_powers(operator, bob, client) -> None:
    helper = UserFactory(is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(helper)
    fields = {"email": helper.email, "name": "Helper", "is_active": "on", "is_superuser": "on"}
    client.post(url(User, "change", helper.pk), fields | inline("memberships"))
    helper.refresh_from_db()
    assert helper.name == "Helper"
    assert not helper.is_superuser

    assert client.post(url(User, "change", operator.pk), fields).status_code == 403
    password_page = reverse("admin:auth_user_password_change", args=[operator.pk])
    assert client.get(password_page).status_code == 403


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
