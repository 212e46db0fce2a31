"""Rows of every model, for the pages that show them."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import services, teams
from accounts.api_keys import create_api_key
from accounts.models import Member, Tenant, TenantModule
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
    TriageCorrection,
    TriageSettings,
    TriageThread,
)
from ai.models import AISettings, ModelCall
from channels_app.models import WidgetSession
from conversations.attachments import store_upload
from conversations.models import Channel, Message
from conversations.services import delete_message, edit_message, toggle_reaction
from guidance.services import switch
from knowledge.audience import Condition
from knowledge.models import (
    Article,
    ContentSettings,
    EmbeddingSpace,
    HelpVote,
    Import,
    ImportItem,
    Passage,
    PassageReading,
)
from knowledge.services import create_article
from tests.factories import (
    BusinessHoursFactory,
    ChannelFactory,
    CustomerFactory,
    JourneyEventFactory,
    MemberFactory,
    SlaPolicyFactory,
    SuggestionFactory,
    TenantFactory,
    receive,
)
from tests.guidance.factories import PackFactory, PlaybookRuleFactory, RuleFactory
from tests.knowledge.rows import add_governing
from tests.urlwalk import make_macro
from tickets.models import (
    Category,
    ComeBack,
    Csat,
    Notification,
    NotificationSettings,
    Reading,
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


def fill(tenant: Tenant, *, owner: Member, agent: Member, widget: Channel) -> None:
    """At least one row of every model of ours."""
    SlaPolicyFactory(tenant=tenant, hours=BusinessHoursFactory(tenant=tenant))
    ticket = add_history(widget, agent)
    Notification.objects.create(tenant=tenant, member=agent, ticket=ticket, kind="replied")
    JourneyEventFactory(tenant=tenant, channel=widget, customer=ticket.customer)
    Csat.objects.create(tenant=tenant, ticket=ticket, about="member", member=agent)
    ComeBack.objects.create(tenant=tenant, ticket=ticket, by=ticket, similarity=0.7)
    NotificationSettings.objects.create(member=agent)
    add_inbox(ticket, agent)
    add_triage(ticket, agent)
    add_guidance(ticket, agent)
    add_knowledge(tenant, agent)
    add_session(widget)
    team = teams.create_team(tenant=tenant, name="Billing", by=owner)
    teams.set_team_members(team, members=[agent], by=owner)
    services.invite_member(tenant=tenant, email="new@example.com", role="agent", invited_by=owner)
    TenantModule.objects.create(tenant=tenant, module="demo", enabled=True)
    AISettings.objects.create(tenant=tenant, monthly_budget=50)
    EscalationSettings.objects.create(tenant=tenant)
    TriageSettings.objects.create(tenant=tenant)
    CategoryModel.objects.create(tenant=tenant, version=1, arrays=b"", tickets=60, accuracy=0.9)
    IssueProfile.objects.create(tenant=tenant, of="nothing", tickets=180)
    Category.objects.create(tenant=tenant, name="Billing")
    Tag.objects.create(tenant=tenant, name="urgent")


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
    passage = Passage.objects.create(
        tenant=tenant,
        article=article,
        version=article.latest,
        position=0,
        title=article.title,
        text="Invoices are sent monthly.",
    )
    PassageReading.objects.create(passage=passage, version=1, data=b"read")
    ModelCall.objects.create(
        tenant=tenant, tool="knowledge", operation="embed", engine="local", model="small", latency_ms=4
    )
    add_governing(article, by)
    return article


def add_guidance(ticket: Ticket, by: Member) -> None:
    """A pack and a playbook with a rule each, what was changed of the pack, and what the rule would catch."""
    rule = RuleFactory(pack=PackFactory(tenant=ticket.tenant))
    switch(rule.pack, is_on=False, by=by)
    play = PlaybookRuleFactory(playbook__tenant=ticket.tenant)
    backtest = Backtest.objects.create(
        tenant=ticket.tenant, rule=play, conditions=play.conditions, since=timezone.now()
    )
    message = Message.objects.filter(discussion=ticket.discussion_id)[:1].get()
    BacktestHit.objects.create(backtest=backtest, ticket=ticket, message=message)


def add_triage(ticket: Ticket, by: Member) -> None:
    """A triage of the ticket, its correction, and a key of a program that may ask for one."""
    its = {"tenant": ticket.tenant, "ticket": ticket}
    TriageThread.objects.create(**its, description="My invoice is wrong", source="ticket", member=by)
    TriageCorrection.objects.create(**its, text="My invoice is wrong", category="Billing", member=by)
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


def add_another_tenant() -> None:
    """One with what a tenant has one of."""
    tenant = TenantFactory()
    for model in (AISettings, EscalationSettings, TriageSettings, GapSearch, TicketCounter, EmbeddingSpace):
        model._default_manager.create(tenant=tenant)
    ContentSettings.objects.create(tenant=tenant)
    Learned.objects.create(tenant=tenant, kind="answer", engine="local", examples=100, helped=90)
    CategoryModel.objects.create(tenant=tenant, version=1, arrays=b"", tickets=60, accuracy=0.9)
    IssueProfile.objects.create(tenant=tenant, of="nothing", tickets=180)


def grow(tenant: Tenant, by: Member) -> None:
    """More rows of every model."""
    for number in range(2, 8):
        add_another_tenant()
        channel = ChannelFactory(tenant=tenant)
        member = MemberFactory(tenant=tenant)
        ticket = add_history(channel, member, number)
        ticket.owner = member
        ticket.save()
        Notification.objects.create(tenant=tenant, member=member, ticket=ticket, kind="replied")
        Csat.objects.create(tenant=tenant, ticket=ticket, about="member", member=member)
        NotificationSettings.objects.create(member=member)
        ComeBack.objects.create(tenant=tenant, ticket=ticket, by=ticket, similarity=0.7)
        JourneyEventFactory(tenant=tenant, channel=channel, customer=ticket.customer)
        SlaPolicyFactory(tenant=tenant, hours=BusinessHoursFactory(tenant=tenant))
        add_inbox(ticket, member)
        add_triage(ticket, member)
        add_guidance(ticket, member)
        add_knowledge(tenant, member, number)
        add_session(channel, number)
        join_another(ticket, channel, member)
        team = teams.create_team(tenant=tenant, name=f"Team {number}", by=by)
        teams.set_team_members(team, members=[member, by], by=by)
        services.invite_member(tenant=tenant, email=f"n{number}@example.com", role="agent", invited_by=member)
        TenantModule.objects.create(tenant=tenant, module=f"module-{number}")
        Category.objects.create(tenant=tenant, name=f"Category {number}")
        Tag.objects.create(tenant=tenant, name=f"Tag {number}")
