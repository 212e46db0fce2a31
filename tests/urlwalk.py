"""Every URL of the hub, and a tenant's thing for each name that a URL takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import ApiKey, Invitation, Member, Team
from accounts.models.api_key import hash_key
from agent.models import Draft, Gap, TicketSuggestion, TriageThread
from channels_app.widget.models import WidgetSession, hash_token
from conversations.attachments import signed_path, store_upload
from conversations.deliveries import queue_delivery
from conversations.models import Attachment, Channel, Delivery
from conversations.services import post_message
from guidance.models import GuidanceEdit, GuidancePack, Playbook, PlaybookRule, Rule
from guidance.services import switch
from knowledge.models import Article, ArticleFile, Import
from knowledge.services import create_article, store_file
from tests.factories import (
    BusinessHoursFactory,
    CustomerFactory,
    SlaPolicyFactory,
    SuggestionFactory,
    TeamFactory,
    receive,
)
from tests.guidance.factories import PackFactory, PlaybookFactory, PlaybookRuleFactory, RuleFactory
from tickets.models import (
    BulkAction,
    BusinessHours,
    Macro,
    Notification,
    SavedView,
    ScheduledReply,
    SlaPolicy,
    Tag,
    Ticket,
)
from tickets.notify.mail import unsubscribe_token
from tickets.services.bulk import start_bulk
from tickets.services.macros import save_macro
from tickets.services.saved_views import save_view
from tickets.services.scheduling import schedule_reply

# Libraries' own pages, with their own tests and their own rule (a platform admin; the signed-in user).
OTHERS = ("admin/", "accounts/")

VISITOR_TOKEN = "the-visitors-token"


@dataclass(frozen=True)
class Address:
    """A URL of the hub: its name, and the names of what it takes."""

    name: str
    takes: tuple[str, ...]
    route: str

    def __str__(self) -> str:
        return self.name


def addresses(
    resolver: URLResolver, namespace: str = "", takes: tuple[str, ...] = (), route: str = ""
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        inner, path = (*takes, *entry.pattern.converters), f"{route}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield Address(f"{namespace}{entry.name}", inner, path)
        else:
            deeper = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, deeper, inner, path)


def our_addresses() -> list[Address]:
    return [address for address in addresses(get_resolver()) if not address.route.startswith(OTHERS)]


@dataclass(frozen=True)
class Things:
    """One of everything that a URL can name. The ticket is the thread of the holder of VISITOR_TOKEN."""

    widget: Channel
    ticket: Ticket
    delivery: Delivery
    attachment: Attachment
    article: Article
    help_article: Article
    content_import: Import
    article_file: ArticleFile
    team: Team
    member: Member
    notification: Notification
    invitation: Invitation
    invitation_token: str
    saved_view: SavedView
    macro: Macro
    scheduled: ScheduledReply
    bulk: BulkAction
    draft: Draft
    gap: Gap
    triage: TriageThread
    api_key: ApiKey
    suggestion: TicketSuggestion
    policy: SlaPolicy
    hours: BusinessHours
    pack: GuidancePack
    rule: Rule
    playbook: Playbook
    playbook_rule: PlaybookRule
    edit: GuidanceEdit


def make_things(*, widget: Channel, owner: Member, agent: Member) -> Things:
    tenant = widget.tenant
    policy = SlaPolicyFactory(tenant=tenant)
    pack, playbook = PackFactory(tenant=tenant), PlaybookFactory(tenant=tenant)
    session = WidgetSession.objects.create(
        tenant=tenant,
        channel=widget,
        customer=CustomerFactory(tenant=tenant),
        token_hash=hash_token(VISITOR_TOKEN),
    )
    thread = {"customer": session.customer, "thread_key": session.thread_key}
    question = receive(widget, "My invoice is wrong", **thread)
    ticket = question.ticket
    upload = SimpleUploadedFile("a.txt", b"Hello")
    attachment = store_upload(discussion=ticket.discussion, upload=upload)
    message, _is_new = post_message(
        discussion=ticket.discussion, author=agent, body="I look into it.", attachments=[attachment]
    )
    invitation = Invitation(tenant=tenant, email="new@example.com")
    token = invitation.renew_token()
    invitation.save()
    return Things(
        widget=widget,
        ticket=ticket,
        delivery=queue_delivery(message, widget),
        attachment=attachment,
        article=create_article(tenant=tenant, title="Refunds", body="Refunds take a week.", by=owner),
        help_article=publish_unembedded(
            create_article(
                tenant=tenant, title="Invoices", body="Invoices go by mail.", category="Invoices", by=owner
            )
        ),
        content_import=make_import(owner),
        article_file=store_file(by=agent, upload=SimpleUploadedFile("b.txt", b"Hello")),
        team=TeamFactory(tenant=tenant),
        member=agent,
        notification=Notification.objects.create(
            tenant=tenant, member=owner, ticket=ticket, kind="replied", message=message
        ),
        invitation=invitation,
        invitation_token=token,
        macro=make_macro(owner),
        scheduled=schedule_reply(
            ticket, by=agent, body="Later.", send_at=timezone.now() + timedelta(hours=1)
        ),
        saved_view=save_view(by=owner, name="Urgent", query="priority=critical", scope="shared"),
        bulk=start_bulk(
            by=owner,
            verb="priority",
            arguments={"priority": "high"},
            tickets=Ticket.objects.filter(pk=ticket.pk),
        ),
        draft=Draft.objects.create(tenant=tenant, ticket=ticket, message=question.message, state="ready"),
        gap=Gap.objects.create(tenant=tenant, size=2),
        triage=TriageThread.objects.create(
            tenant=tenant, ticket=ticket, description="My invoice is wrong", source="ticket", state="waiting"
        ),
        # Who holds the visitor's token may ask the API for programs too.
        api_key=ApiKey.objects.create(tenant=tenant, name="Warehouse", key_hash=hash_key(VISITOR_TOKEN)),
        suggestion=SuggestionFactory(tenant=tenant, ticket=ticket, message_ids=[question.message.pk]),
        policy=policy,
        hours=BusinessHoursFactory(tenant=tenant, country="DE", region="BE"),
        pack=pack,
        rule=RuleFactory(pack=pack),
        playbook=playbook,
        # Off: the walk's messages are the AI's to answer.
        playbook_rule=PlaybookRuleFactory(playbook=playbook, is_on=False),
        edit=switch(pack, is_on=False, by=owner),
    )


def publish_unembedded(article: Article) -> Article:
    """Live for its readers, though no search finds it: embedding takes long."""
    article.latest.state = article.latest.State.PUBLISHED
    article.latest.save()
    article.published = article.latest
    article.save()
    return article


def url_of(address: Address, things: Things) -> str:
    """The address of one of the things. A name nobody taught this walk is an error, not a skip."""
    app = address.name.split(":")[0]
    found = {}
    for key in address.takes:
        teach = TAUGHT.get((address.name, key)) or TAUGHT[app, key]
        found[key] = teach(address.name, things)
    return reverse(address.name, kwargs=found)


def tag_of(things: Things) -> Tag:
    return Tag.objects.get_or_create(tenant=things.widget.tenant, name="Invoices")[0]


def other_ticket(things: Things) -> Ticket:
    """Another of the tenant's, if there is one."""
    tickets = Ticket.objects.for_tenant(things.widget.tenant).order_by("pk")
    return tickets.exclude(pk=things.ticket.pk).first() or things.ticket


def _pk_by_name(name: str, things: Things) -> int:
    """`accounts:team-rename` takes a team's, `sla:policy-save` a policy's."""
    if name.startswith("accounts:api-key"):
        return things.api_key.pk
    return getattr(things, name.split(":")[1].split("-")[0]).pk


def make_macro(owner: Member) -> Macro:
    macro = Macro(tenant=owner.tenant, owner=owner)
    return save_macro(macro, by=owner, fields={"name": "Refund", "body": "Hello", "scope": "shared"})


def make_import(owner: Member) -> Import:
    batch = Import.objects.create(tenant=owner.tenant, member=owner, name="refunds.md", state="ready")
    entry = {"origin": "refunds.md", "title": "Refunds", "body": "Refunds take a week."}
    batch.items.create(position=0, origin="refunds.md", title="Refunds", plan="create", entry=entry)
    return batch


def _guidance_pk(name: str, things: Things) -> int:
    """`guidance:pack-save` takes a pack's, `guidance:playbook-rule-on` that of a playbook's rule."""
    about = name.split(":")[1]
    if about.startswith("playbook-rule") and about != "playbook-rule-new":
        return things.playbook_rule.pk
    return (things.edit if about == "revert" else getattr(things, about.split("-")[0])).pk


def _agent_pk(name: str, things: Things) -> int:
    """`agent:gap-draft` takes a gap's, `agent:chat-create` a suggestion's, `agent:draft-use` a draft's."""
    kinds = {"gap": things.gap, "chat": things.suggestion}
    return kinds.get(name.split(":")[1].split("-")[0], things.draft).pk


def _tickets_pk(name: str, things: Things) -> int:
    """`tickets:view-edit` takes a saved view's, `tickets:bulk-undo` a bulk action's."""
    if name == "tickets:macro-apply":
        return things.macro.pk
    is_action = name.startswith("tickets:bulk") or name == "tickets:undo"
    return things.bulk.pk if is_action else things.saved_view.pk


# By the URL's name, else by its app.
TAUGHT: dict[tuple[str, str], Callable[[str, Things], object]] = {
    ("agent", "number"): lambda name, things: things.ticket.number,
    ("agent", "slug"): lambda name, things: things.article.slug,
    ("agent", "thread_id"): lambda name, things: things.triage.pk,
    ("triage", "thread_id"): lambda name, things: things.triage.pk,
    ("agent", "pk"): _agent_pk,
    ("agent", "channel_id"): lambda name, things: things.widget.pk,
    ("agent:backtest", "pk"): lambda name, things: things.playbook_rule.pk,
    ("agent:backtest-start", "pk"): lambda name, things: things.playbook_rule.pk,
    ("guidance", "pk"): _guidance_pk,
    ("tickets", "number"): lambda name, things: things.ticket.number,
    ("labels", "kind"): lambda name, things: "tag",
    ("labels", "label_id"): lambda name, things: tag_of(things).pk,
    ("tickets", "other"): lambda name, things: other_ticket(things).number,
    # Taken by POST only, after the ticket itself: an outsider never gets so far.
    ("tickets", "merge_id"): lambda name, things: 1,
    ("tickets", "link_id"): lambda name, things: 1,
    ("tickets", "tag_id"): lambda name, things: 1,
    ("tickets", "message_id"): lambda name, things: things.delivery.message_id,
    ("tickets", "file_id"): lambda name, things: things.attachment.pk,
    ("tickets", "delivery_id"): lambda name, things: things.delivery.pk,
    ("tickets", "pk"): _tickets_pk,
    ("macros", "pk"): lambda name, things: things.macro.pk,
    ("tickets", "scheduled_id"): lambda name, things: things.scheduled.pk,
    ("tickets", "verb"): lambda name, things: "resolve",
    ("notifications", "pk"): lambda name, things: things.notification.pk,
    ("notifications", "slug"): lambda name, things: things.article.slug,
    ("notifications", "token"): lambda name, things: unsubscribe_token(things.member),
    ("accounts", "pk"): _pk_by_name,
    ("sla", "pk"): _pk_by_name,
    ("accounts", "token"): lambda name, things: things.invitation_token,
    ("accounts:switch", "slug"): lambda name, things: things.widget.tenant.slug,
    ("conversations", "pk"): lambda name, things: things.attachment.pk,
    ("conversations", "signature"): lambda name, things: signed_path(things.attachment).split("/")[-2],
    ("knowledge:help-article", "slug"): lambda name, things: things.help_article.slug,
    ("knowledge:help-vote", "slug"): lambda name, things: things.help_article.slug,
    ("knowledge", "category"): lambda name, things: "invoices",
    ("knowledge", "import_id"): lambda name, things: things.content_import.pk,
    ("knowledge", "item_id"): lambda name, things: things.content_import.items.all()[0].pk,
    ("knowledge", "tenant_slug"): lambda name, things: things.widget.tenant.slug,
    ("knowledge", "slug"): lambda name, things: things.article.slug,
    ("knowledge", "key"): lambda name, things: things.article_file.key,
    ("knowledge", "change_id"): lambda name, things: 1,
    ("knowledge", "version_number"): lambda name, things: things.article.latest.number,
    ("channels_app", "pk"): lambda name, things: things.suggestion.pk,
    ("channels_app:widget-file", "pk"): lambda name, things: things.attachment.pk,
    ("channels_app", "key"): lambda name, things: things.widget.public_key,
    ("channels_app:demo-site", "slug"): lambda name, things: things.widget.tenant.slug,
}
