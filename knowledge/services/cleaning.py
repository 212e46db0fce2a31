from __future__ import annotations

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Tenant
from knowledge.models import Article
from knowledge.services.errors import ContentRefused

BODY_MAX_BYTES = 200_000
TITLE_MAX_CHARACTERS = 200
# Addresses beside an article's own, under /conversations/content/ and in the help centre.
RESERVED_SLUGS = {
    *("new", "import", "preview", "reach", "gaps", "files", "help-centre", "search", "category"),
}


def clean_title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())
    if not title:
        raise ContentRefused(_("Give it a title."), field="title")
    if len(title) > TITLE_MAX_CHARACTERS:
        raise ContentRefused(
            _("The title has %(length)d characters; at most %(most)d fit.")
            % {"length": len(title), "most": TITLE_MAX_CHARACTERS},
            field="title",
        )
    return title


def clean_body(body: str) -> str:
    body = body.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").rstrip()
    body = body.lstrip("\n")
    if not body.strip():
        raise ContentRefused(_("Write something first."))
    size = len(body.encode())
    if size > BODY_MAX_BYTES:
        raise ContentRefused(
            _("This text has %(size)d kB; at most %(most)d kB fit. Split it into several articles.")
            % {"size": -(-size // 1000), "most": BODY_MAX_BYTES // 1000}
        )
    return body


def free_slug(tenant: Tenant, title: str, *, fallback: str) -> str:
    """A slug of the title that no article of the tenant has."""
    base = slugify(title)[:200].strip("-") or fallback.replace("_", "-")
    taken = set(_starting_with(tenant, base).values_list("slug", flat=True)) | RESERVED_SLUGS
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _starting_with(tenant: Tenant, base: str) -> QuerySet[Article]:
    return Article.objects.for_tenant(tenant).filter(slug__startswith=base)
