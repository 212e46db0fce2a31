"""The demo's tenants, people, channels and knowledge, made by the services that make real ones."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Member, Team, Tenant, TenantModule, User
from agent.models import EscalationSettings, TriageSettings
from channels_app.widget.settings import WidgetSettings
from config.demo.content import ArticleText, TenantContent
from config.demo.promises import make_promises
from conversations.models import Channel, Customer
from knowledge.audience import Condition
from knowledge.imports.known_issues import read_known_issues
from knowledge.imports.taking import take_all
from knowledge.models import Article
from knowledge.services import create_article, disable_article, publish_now
from tickets.models import Category, Tag

PASSWORD = "demo"  # noqa: S105  (printed at the start; where the demo is off, it lets nobody in)


class House:
    """A demo tenant by the names its files use."""

    def __init__(self, content: TenantContent) -> None:
        self.content = content
        about = content.tenant
        self.tenant, _new = Tenant.objects.get_or_create(
            slug=about["slug"],
            defaults={key: about[key] for key in ("name", "plan", "timezone", "language")},
        )
        self.members = self._members(about["members"])
        self.teams = self._teams(about["teams"])
        self.channel = self._channel(about["widget"], about["demo_page"])
        EscalationSettings.objects.get_or_create(
            tenant=self.tenant, defaults={"support_email": about["support_email"]}
        )
        self.categories = {name: self._label(Category, name) for name in about["categories"]}
        self._triage(about.get("triage_categories", []))
        self.tags = {name: self._label(Tag, name) for name in about["tags"]}
        make_promises(self.tenant, about, by=self.owner)
        self.customers = {row["external_id"]: self._customer(row) for row in content.customers}

    @property
    def owner(self) -> Member:
        return next(member for member in self.members.values() if member.is_owner)

    def load_knowledge(self) -> None:
        """Write and publish the articles and known issues that are not there yet."""
        known = set(Article.objects.for_tenant(self.tenant).values_list("slug", flat=True))
        for text in self.content.articles():
            if text.slug not in known:
                self._article(text)
        if self.content.known_issues and not Article.objects.for_tenant(self.tenant).filter(
            kind="known_issue"
        ):
            self._known_issues(self.content.known_issues)

    def mark_loaded(self) -> None:
        TenantModule.objects.update_or_create(tenant=self.tenant, module="demo", defaults={"enabled": True})

    def _triage(self, categories: list[dict[str, str]]) -> None:
        if categories:
            TriageSettings.objects.update_or_create(tenant=self.tenant, defaults={"categories": categories})

    def _article(self, text: ArticleText) -> None:
        article = create_article(
            tenant=self.tenant,
            title=text.title,
            body=text.body,
            by=self.owner,
            kind=text.kind,
            category=text.category,
            slug=text.slug,
            audience=[Condition.of(**condition) for condition in text.audience],
        )
        if text.state == "published" and article.latest is not None:
            publish_now(version=article.latest, by=self.owner)
        if not text.enabled:
            disable_article(article=article, by=self.owner)

    def _known_issues(self, data: bytes) -> None:
        take_all(self.tenant, read_known_issues("known_issues.json", data), by=self.owner)
        for article in Article.objects.for_tenant(self.tenant).filter(kind="known_issue", published=None):
            if article.latest is not None:
                publish_now(version=article.latest, by=self.owner)

    def _members(self, rows: list[dict[str, Any]]) -> dict[str, Member]:
        return {row["short"]: self._member(row) for row in rows}

    def _member(self, row: dict[str, Any]) -> Member:
        user, _new = User.objects.get_or_create(
            email=row["email"],
            defaults={"name": row["name"], "password": make_password(PASSWORD), "is_demo": True},
        )
        # A second factor can be set up only on a confirmed address.
        EmailAddress.objects.get_or_create(user=user, email=user.email, primary=True, verified=True)
        member, _new = Member.objects.get_or_create(
            tenant=self.tenant, user=user, defaults={"role": row["role"]}
        )
        return member

    def _teams(self, rows: list[dict[str, Any]]) -> dict[str, Team]:
        teams = {}
        for row in rows:
            team, _new = Team.objects.get_or_create(tenant=self.tenant, name=row["name"])
            team.members.set(self.members[short] for short in row["members"])
            teams[team.name] = team
        return teams

    def _channel(self, widget: dict[str, Any], site: dict[str, Any]) -> Channel:
        settings = WidgetSettings(greeting=widget["greeting"], accent=widget["accent"], demo_site=site)
        channel, _new = Channel.objects.get_or_create(
            public_key=widget["public_key"],
            defaults={
                "tenant": self.tenant,
                "kind": Channel.Kind.WIDGET,
                "name": widget["name"],
                "settings": settings.model_dump(mode="json"),
            },
        )
        return channel

    def _customer(self, row: dict[str, Any]) -> Customer:
        known = not row.get("anonymous", False)
        fields = {key: row.get(key, "") for key in ("name", "email", "company", "plan", "segment", "country")}
        customer, _new = Customer.objects.get_or_create(
            tenant=self.tenant,
            external_id=row["external_id"] if known else "",
            # Other traits may have joined it since.
            traits__demo=row["external_id"],
            defaults={**fields, "is_verified": known, "traits": {"demo": row["external_id"]}},
        )
        return customer

    def _label(self, model: type[Category] | type[Tag], name: str) -> Any:
        return model._default_manager.get_or_create(tenant=self.tenant, name=name)[0]
