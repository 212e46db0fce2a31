"""Who reads: anybody, or a customer whom the messenger sent here with a signed link."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse

from accounts.models import Tenant
from conversations.models import Customer
from knowledge.audience import Traits
from knowledge.models import Article
from knowledge.querysets import ArticleQuerySet

PARAMETER = "as"
# Long enough to read on after the chat; a link that is passed on does not open much for long.
SECONDS = 3600
_SALT = "help-reader"


@dataclass(frozen=True)
class Reader:
    """`token` is empty for anybody; else it goes along in every link, for there is no session."""

    tenant: Tenant
    traits: Traits = field(default_factory=Traits)
    token: str = ""

    @property
    def is_anybody(self) -> bool:
        return not self.token

    @property
    def suffix(self) -> str:
        """What every link inside the help centre ends with."""
        return f"?{urlencode({PARAMETER: self.token})}" if self.token else ""

    def articles(self) -> ArticleQuerySet[Article]:
        """What this reader may read: the condition is part of the SQL, whatever the page."""
        articles = Article.objects.for_tenant(self.tenant).exclude(kind=Article.Kind.KNOWN_ISSUE)
        return articles.public() if self.is_anybody else articles.readable_by(self.traits)


def token_for(customer: Customer) -> str:
    return signing.dumps([customer.tenant_id, customer.pk], salt=_SALT, compress=False)


def opened_address(tenant: Tenant, slug: str, customer: Customer) -> str:
    """Of an article as this customer may read it, for as long as a token holds."""
    suffix = Reader(tenant, token=token_for(customer)).suffix
    return reverse("knowledge:help-article", args=[tenant.slug, slug]) + suffix


def reader_of(tenant: Tenant, token: str) -> Reader:
    """The customer of a token of this tenant's that is not too old; else anybody."""
    try:
        tenant_id, customer_id = signing.loads(token, salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return Reader(tenant)
    customer = Customer.objects.for_tenant(tenant).filter(pk=customer_id).first()
    if tenant_id != tenant.pk or customer is None:
        return Reader(tenant)
    traits = Traits(country=customer.country, plan=customer.plan, segment=customer.segment)
    return Reader(tenant, traits, token)
