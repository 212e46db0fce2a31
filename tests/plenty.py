"""One more of every kind of row there is, as often as a test asks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts import audit
from accounts.api_keys import create_api_key
from accounts.models import Invitation, Member, TenantModule
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
from ai.embeddings import DIMENSIONS
from ai.models import AISettings, ModelCall
from channels_app.widget.models import WidgetSession
from conversations.models import (
    Attachment,
    DeletedText,
    Delivery,
    Discussion,
    Message,
    MessageRevision,
    Participant,
    Reaction,
)
from guidance.models import GuidanceEdit
from guidance.services import switch
from knowledge.models import (
    Article,
    AudienceCondition,
    ContentSettings,
    EmbeddingSpace,
    HelpVote,
    Import,
    ImportItem,
    Passage,
    Version,
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
    TeamFactory,
    TenantFactory,
    UserFactory,
    receive,
)
from tests.guidance.factories import PackFactory, PlaybookFactory, PlaybookRuleFactory, RuleFactory
from tests.knowledge.rows import add_governing
from tests.urlwalk import Things, make_macro, publish_unembedded
from tickets.models import (
    Category,
    ComeBack,
    Csat,
    EscalationReason,
    Notification,
    NotificationSettings,
    Reading,
    SlaClock,
    Tag,
    Ticket,
    TicketEvent,
    TicketLink,
    TicketMerge,
)
from tickets.services.bulk import start_bulk
from tickets.services.saved_views import open_with, save_view
from tickets.services.scheduling import schedule_reply

DEMO_SITE = {"hero_title": "Invoices", "paragraph": "For teams.", "features": []}


def add_one_of_everything(things: Things, *, owner: Member, number: int) -> None:
    """More of each list the things have, and more things beside them; `number` makes names unique."""
    member = MemberFactory(tenant=owner.tenant, user=UserFactory(password=None))
    _add_people(things, owner, member, number)
    passage = _add_content(things.article, member, number)
    _add_content(things.help_article, member, number)
    AudienceCondition.objects.create(article=things.article, plans=[f"plan-{number}"])
    _add_article(member, number)
    _add_import(things, owner, number)
    _add_to_thread(things.ticket, member, passage)
    _join(things.ticket, _add_ticket(member, passage, number), member)
    _add_lists(member, number)
    _add_notifications(things, owner, member)
    _add_promises(things, number)
    _add_guidance(things, owner)
    _add_csat(things.ticket, member, number)
    _add_suggestions(things.ticket, member)
    _add_journey(things)
    _add_triage(things, member, number)
    _add_tenant(owner, number)


def _add_people(things: Things, owner: Member, member: Member, number: int) -> None:
    tenant = owner.tenant
    things.team.members.add(member)
    TeamFactory(tenant=tenant).members.add(member, owner)
    invitation = Invitation(tenant=tenant, email=f"new{number}@example.com", invited_by=member)
    invitation.renew_token()
    invitation.save()
    audit.record(
        tenant=tenant,
        actor=member,
        action=f"member.changed_{number}",
        target=member,
        changes={"role": ["viewer", "agent"]},
    )
    TenantModule.objects.create(tenant=tenant, module=f"module-{number}")


def _add_content(article: Article, member: Member, number: int) -> Passage:
    """A newer version, approved and not live yet, with its passage."""
    version = Version.objects.create(
        tenant=article.tenant,
        article=article,
        number=number + 1,
        title=article.title,
        body=f"Text {number}.",
        author=member,
        approved_by=member,
    )
    article.latest = version
    article.save()
    add_governing(article, member)
    return Passage.objects.create(
        tenant=article.tenant,
        article=article,
        version=version,
        kind=article.kind,
        position=0,
        title=article.title,
        text=version.body,
    )


def _add_import(things: Things, owner: Member, number: int) -> None:
    ImportItem.objects.create(
        batch=things.content_import,
        position=number,
        origin=f"{number}.md",
        title="Invoices",
        plan=ImportItem.Plan.UPDATE,
        article=Article.objects.filter(tenant=owner.tenant).latest("pk"),
    )
    Import.objects.create(tenant=owner.tenant, member=owner, name=f"{number}.md", state="done")
    for article in (things.article, things.help_article):
        HelpVote.objects.create(
            tenant=owner.tenant,
            article=article,
            visitor=f"{number}",
            day=timezone.now().date(),
            is_helpful=False,
            comment="Too short.",
        )


def _add_article(member: Member, number: int) -> None:
    article = create_article(
        tenant=member.tenant,
        title=f"Article {number}",
        body="Text.",
        by=member,
        category=f"Category {number}",
    )
    publish_unembedded(article)
    _add_content(article, member, number)
    AudienceCondition.objects.create(article=article, plans=["pro"])


def _add_lists(member: Member, number: int) -> None:
    saved = save_view(by=member, name=f"View {number}", query="status=open", scope="shared")
    open_with(member, saved=saved)
    tickets = Ticket.objects.for_tenant(member.tenant)
    start_bulk(by=member, verb="priority", arguments={"priority": "low"}, tickets=tickets)


def _join(ticket: Ticket, other: Ticket, member: Member) -> None:
    """Linked, merged into it and split from it, in rows alone."""
    people = {"tenant": member.tenant, "source": other, "target": ticket}
    TicketLink.objects.create(kind="blocks", created_by=member, **people)
    moved = {"messages": [], "hidden": [], "renamed": {}, "participants": [], "tags": [], "merged": []}
    TicketMerge.objects.create(merged_by=member, moved=moved, **people)
    Ticket.objects.filter(pk=other.pk).update(split_from=ticket)
    ticket.tags.add(*other.tags.all())


def _add_ticket(member: Member, passage: Passage, number: int) -> Ticket:
    tenant = member.tenant
    channel, customer = ChannelFactory(tenant=tenant), CustomerFactory(tenant=tenant)
    WidgetSession.objects.create(tenant=tenant, channel=channel, customer=customer, token_hash=str(number))
    ticket = receive(channel, customer=customer).ticket
    ticket.owner = member
    ticket.team = TeamFactory(tenant=tenant)
    ticket.category = Category.objects.create(tenant=tenant, name=f"Category {number}")
    ticket.save()
    ticket.tags.add(Tag.objects.create(tenant=tenant, name=f"Tag {number}"))
    _add_to_thread(ticket, member, passage)
    Reading.note(ticket, member)
    make_macro(member)
    schedule_reply(ticket, by=member, body="Later.", send_at=timezone.now() + timedelta(hours=1))
    return ticket


def _add_csat(ticket: Ticket, member: Member, number: int) -> None:
    Csat.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        about="member",
        member=member,
        rating=5,
        comment=f"Good {number}",
        asked_at=timezone.now(),
        answered_at=timezone.now(),
    )


def _add_suggestions(ticket: Ticket, member: Member) -> None:
    """What was seen in a chat: one that waits, one that became a ticket and was judged."""
    tenant, message = ticket.tenant, ticket.discussion.messages.latest("pk")
    SuggestionFactory(tenant=tenant, ticket=ticket, message_ids=[message.pk])
    other = receive(ChannelFactory(tenant=tenant))
    created = SuggestionFactory(
        tenant=tenant,
        ticket=ticket,
        state="created",
        created_ticket=other.ticket,
        decided_by=member,
        decided_at=timezone.now(),
        message_ids=[message.pk],
    )
    SuggestionFeedback.objects.create(tenant=tenant, suggestion=created, member=member, rating=4)
    ChatAnalysis.objects.create(tenant=tenant, ticket=ticket, message=other.message)
    ChatContext.objects.create(tenant=tenant, ticket=other.ticket)
    ChatAlert.objects.create(tenant=tenant, kind="slow", value=3000, closed_at=timezone.now())


def _add_journey(things: Things) -> None:
    """A page and an event of the customer whose ticket it is."""
    its = {"tenant": things.widget.tenant, "channel": things.widget, "customer": things.ticket.customer}
    JourneyEventFactory(**its)
    JourneyEventFactory(**its, kind="event", name="plan_changed", properties={"plan": "team", "seats": 4})


def _add_triage(things: Things, member: Member, number: int) -> None:
    """Of the ticket and of a text alone, with results; a correction of another; versions; a key."""
    tenant, result = member.tenant, {"category": "Billing", "confidence": 0.9, "manual_review": False}
    result |= {
        "severity": "High",
        "issue_type": "new_issue",
        "matched_issue": None,
        "next_action": "",
        "summary": "",
    }
    its = {"tenant": tenant, "description": "My invoice is wrong", "state": "done", "result": result}
    for ticket in (things.ticket, None):
        TriageThread.objects.create(**its, ticket=ticket, source="ticket", finished_at=timezone.now())
    other = receive(things.widget).ticket
    TriageCorrection.objects.create(
        tenant=tenant, ticket=other, text="Hello", category="Login", member=member
    )
    CategoryModel.objects.create(tenant=tenant, version=number, arrays=b"", tickets=60, accuracy=0.9)
    create_api_key(name=f"Key {number}", by=member)
    create_article(tenant=tenant, title=f"Issue {number}", body="Text.", by=member, kind="known_issue")


def _add_notifications(things: Things, owner: Member, member: Member) -> None:
    """One that is new and one that was read, of tickets and by people of their own."""
    NotificationSettings.objects.create(member=member)
    for read_at in (None, timezone.now()):
        received = receive(things.widget)
        Notification.objects.create(
            tenant=owner.tenant,
            member=owner,
            ticket=received.ticket,
            kind="mentioned",
            by=member,
            message=received.message,
            read_at=read_at,
        )
        article = create_article(
            tenant=owner.tenant, title=f"Told {received.ticket}", body="Text.", by=member
        )
        Notification.objects.create(
            tenant=owner.tenant,
            member=owner,
            article=article,
            kind="review_asked",
            by=member,
            read_at=read_at,
        )


def _add_to_thread(ticket: Ticket, member: Member, passage: Passage) -> None:
    """A question of somebody new, the AI's answer and hand-over, a reply and a note, with all they carry."""
    customer = CustomerFactory(tenant=ticket.tenant)
    discussion = ticket.discussion
    Participant.objects.create(tenant=ticket.tenant, discussion=discussion, customer=customer)
    question = _write(discussion, author="customer", customer=customer)
    citation = {"title": passage.title, "url": "/help/launchpad/invoices/"}
    answer = _write(discussion, author="ai", parent=question, citations=[citation])
    reply = _write(discussion, author="member", member=member, parent=answer)
    note = _write(discussion, author="member", member=member, kind="note")
    note.mentions.add(member)
    for message in (question, answer, reply, note):
        _decorate(message, ticket, member)
    _add_run(ticket, question, answer, passage)
    events = {"escalated": {"reason": EscalationReason.MANUAL.value}, "assigned": {"owner": member.name}}
    for kind, data in events.items():
        TicketEvent.objects.create(
            tenant=ticket.tenant, ticket=ticket, kind=kind, actor="member", member=member, data=data
        )


def _write(discussion: Discussion, **fields: object) -> Message:
    body = "See [the page](https://example.com)."
    return Message.objects.create(
        tenant=discussion.tenant, discussion=discussion, body=body, html=f"<p>{body}</p>", **fields
    )


def _decorate(message: Message, ticket: Ticket, member: Member) -> None:
    tenant = message.tenant
    customer = CustomerFactory(tenant=tenant)
    Delivery.objects.create(tenant=tenant, message=message, channel=ticket.channel, state="failed")
    Reaction.objects.create(tenant=tenant, message=message, member=member, emoji="👍")
    Reaction.objects.create(tenant=tenant, message=message, customer=customer, emoji="🎉")
    MessageRevision.objects.create(message=message, body="Before.", edited_by=member)
    _delete_another(message, member)
    Attachment.objects.create(
        tenant=tenant,
        discussion=message.discussion,
        message=message,
        name="a.txt",
        content_type="text/plain",
        size=5,
        file="a",
    )


def _delete_another(message: Message, member: Member) -> None:
    gone = _write(message.discussion, author="member", member=member, deleted_at=message.created_at)
    DeletedText.objects.create(message=gone, body="A slip.", deleted_by=member)


def _add_run(ticket: Ticket, question: Message, answer: Message, passage: Passage) -> None:
    run = Run.objects.create(
        tenant=ticket.tenant,
        ticket=ticket,
        message=question,
        answer=answer,
        decision=Run.Decision.REPLY,
        confidence=0.9,
        steps=[{"name": "retrieve", "ms": 3, "found": {"passages": 1}}],
    )
    RunPassage.objects.create(run=run, passage=passage, rank=1, title=passage.title, score=0.8)
    _add_gap(run)
    _add_signal(ticket, question)
    _add_help(run, question)
    _add_outcome(run, answer, passage)
    ModelCall.objects.create(
        tenant=ticket.tenant,
        tool="agent",
        operation="draft",
        engine="local",
        model="local",
        latency_ms=3,
        outcome=ModelCall.Outcome.OK,
    )


def _add_signal(ticket: Ticket, question: Message) -> None:
    """A complaint, in words of its own, that led to the ticket's escalation."""
    its = {"tenant": ticket.tenant}
    state, _is_new = Dissatisfaction.objects.get_or_create(ticket=ticket, defaults=its)
    phrase = f"useless {question.pk}"
    Signal.objects.create(
        **its, dissatisfaction=state, message=question, kind="phrase", phrase=phrase, chance=0.9
    )
    Ticket.objects.filter(pk=ticket.pk).update(
        escalated_at=timezone.now(), escalation_reason=EscalationReason.DISSATISFACTION
    )


def _add_promises(things: Things, number: int) -> None:
    """Another policy with hours of its own, and a promise of the ticket's that was kept."""
    tenant = things.ticket.tenant
    hours = BusinessHoursFactory(tenant=tenant, country="DE", closed_days={"2030-01-02": "Inventory"})
    policy = SlaPolicyFactory(tenant=tenant, hours=hours, channel_ids=[things.widget.pk])
    now = timezone.now()
    SlaClock.objects.create(
        tenant=tenant, ticket=things.ticket, policy=policy, target="next_response", started_at=now, met_at=now
    )


def _add_guidance(things: Things, owner: Member) -> None:
    """Packs that disagree, a playbook, more rules of those there are, an edit of each, a back-test."""
    tenant = owner.tenant
    team = TeamFactory(tenant=tenant)
    pack = PackFactory(tenant=tenant, tone="warm", channel_ids=[things.widget.pk])
    playbook = PlaybookFactory(tenant=tenant)
    for one in (things.pack, pack):
        RuleFactory(pack=one)
        RuleFactory(pack=one, kind="must_mention", phrases=[], sentence="You get a full refund.")
    for one in (things.playbook, playbook):
        rule = PlaybookRuleFactory(playbook=one, destination="team", team=team)
        PlaybookRuleFactory(playbook=one, destination="member", member=MemberFactory(tenant=tenant))
        GuidanceEdit.objects.create(tenant=tenant, playbook=one, verb="changed", by=owner, after={})
    switch(pack, is_on=False, by=MemberFactory(tenant=tenant))
    switch(pack, is_on=True, by=owner)
    _add_backtest(things, owner)
    Backtest.objects.create(tenant=tenant, rule=rule, conditions={}, since=timezone.now())


def _add_backtest(things: Things, owner: Member) -> None:
    """Its newest, with one more ticket than the one before."""
    rule = things.playbook_rule
    earlier = Backtest.objects.filter(rule=rule).order_by("-pk").first()
    tickets = [hit.ticket_id for hit in earlier.hits.all()] if earlier else []
    added = receive(things.widget)
    backtest = Backtest.objects.create(
        tenant=owner.tenant,
        rule=rule,
        conditions=rule.conditions,
        since=timezone.now(),
        state="done",
        caught_count=len(tickets) + 1,
        finished_at=timezone.now(),
        asked_by=owner,
    )
    for key in (*tickets, added.ticket.pk):
        BacktestHit.objects.create(backtest=backtest, ticket_id=key, message=added.message, why=["It fits."])


def _add_help(run: Run, question: Message) -> None:
    """What the AI made of the thread for members: a sent draft, the summary, a brief of this hand-over."""
    its = {"tenant": run.tenant, "ticket": run.ticket}
    line = {"part": "wants", "kind": "said", "text": "An invoice.", "message_ids": [question.pk]}
    Draft.objects.create(**its, message=question, run=run, state="edited", text="It is sent.")
    summary, _is_new = Summary.objects.get_or_create(ticket=run.ticket, defaults={**its, "state": "ready"})
    summary.lines.append(line)
    summary.save()
    event = TicketEvent.objects.create(**its, kind="escalated", actor="ai", data={"reason": "manual"})
    Brief.objects.create(**its, event=event, reason=EscalationReason.MANUAL, lines=[line])


def _add_outcome(run: Run, answer: Message, passage: Passage) -> None:
    """What was shown helped; and the ticket of which this customer comes back again and again."""
    its = {"tenant": run.tenant, "ticket": run.ticket}
    Outcome.objects.create(
        **its,
        run=run,
        message=answer,
        kind="offer",
        asks=True,
        articles=[
            {
                "article_id": passage.article_id,
                "passage_id": passage.pk,
                "title": passage.title,
                "heading": "",
                "url": "",
                "excerpt": [{"text": "An invoice.", "is_marked": True}],
            }
        ],
        verdict="helped",
        how="button",
        helped_by_id=passage.article_id,
        settled_at=timezone.now(),
    )
    earlier = receive(run.ticket.channel, customer=run.ticket.customer, thread_key=f"earlier-{run.pk}").ticket
    ComeBack.objects.create(tenant=run.tenant, ticket=earlier, by=run.ticket, similarity=0.8)


def _add_gap(run: Run) -> None:
    gap = Gap.objects.create(tenant=run.tenant, size=2)
    gap.central = GapQuestion.objects.create(
        tenant=run.tenant, run=run, gap=gap, vector=[0.0] * DIMENSIONS, model="none", asked_at=run.created_at
    )
    gap.save()


def _add_tenant(owner: Member, number: int) -> None:
    """Another organisation that the owner belongs to, with a site of its own and a ticket."""
    tenant = TenantFactory(name=f"Other {number}")
    AISettings.objects.create(tenant=tenant)
    EscalationSettings.objects.create(tenant=tenant)
    ContentSettings.objects.create(tenant=tenant)
    EmbeddingSpace.objects.create(tenant=tenant)
    GapSearch.objects.create(tenant=tenant)
    IssueProfile.objects.create(tenant=tenant, of="nothing", tickets=180)
    TriageSettings.objects.create(tenant=tenant)
    Learned.objects.create(tenant=tenant, kind="answer", engine="local", examples=100, helped=90)
    MemberFactory(tenant=tenant, user=owner.user)
    receive(ChannelFactory(tenant=tenant, settings={"demo_site": DEMO_SITE}))
