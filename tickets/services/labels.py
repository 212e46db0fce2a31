"""Tags and categories of a tenant: made, renamed, merged and dropped."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member, Tenant
from conversations.text import readable
from tickets.models import Category, Tag, Ticket

NAME_LENGTH = 60


class LabelRefused(Exception):
    """The name can't be taken; the text says why."""


def clean_name(name: str) -> str:
    """Raises LabelRefused for nothing to be seen, or too much."""
    name = " ".join(readable(name).lstrip("#").split())
    if not name:
        raise LabelRefused(_("Write a name."))
    if len(name) > NAME_LENGTH:
        raise LabelRefused(_("A name has at most %(most)d characters.") % {"most": NAME_LENGTH})
    return name


def get_or_create_tag(tenant: Tenant, *, name: str) -> Tag:
    """The tag of this name, however it is capitalised; a new one where there is none. Raises LabelRefused."""
    name = clean_name(name)
    found = Tag.objects.for_tenant(tenant).filter(name__iexact=name).order_by("pk").first()
    return found or Tag.objects.get_or_create(tenant=tenant, name=name)[0]


def create_category(tenant: Tenant, *, name: str, by: Member) -> Category:
    """The same name twice is the same category. Raises LabelRefused."""
    category, is_new = Category.objects.get_or_create(tenant=tenant, name=clean_name(name))
    if is_new:
        audit.record(tenant=tenant, actor=by, action="category.created", target=category)
    return category


@transaction.atomic
def rename_label(label: Tag | Category, *, name: str, by: Member) -> None:
    """Raises LabelRefused, also for a name that another label has: merge the two instead."""
    before, label.name = label.name, clean_name(name)
    if before == label.name:
        return
    try:
        with transaction.atomic():
            label.save(update_fields=["name"])
    except IntegrityError:
        taken, label.name = label.name, before
        raise LabelRefused(
            _("“%(name)s” is there already. Merge the two instead.") % {"name": taken}
        ) from None
    changes = {"name": [before, label.name]}
    audit.record(tenant=by.tenant, actor=by, action=f"{_kind(label)}.renamed", target=label, changes=changes)


@transaction.atomic
def merge_labels(label: Tag | Category, *, into: Tag | Category, by: Member) -> None:
    """All tickets of the one get the other, and the one is gone."""
    if label.pk == into.pk or type(label) is not type(into):
        raise LabelRefused(_("Choose another one to merge it into."))
    if isinstance(label, Category):
        Ticket.objects.filter(category=label).update(category=into)
    else:
        through = Ticket.tags.through.objects
        has_both = through.filter(tag=into.pk).values("ticket")
        through.filter(tag=label.pk).exclude(ticket__in=has_both).update(tag=into.pk)
    audit.record(
        tenant=by.tenant,
        actor=by,
        action=f"{_kind(label)}.merged",
        target=label,
        changes={"into": [label.name, into.name]},
    )
    label.delete()


@transaction.atomic
def delete_label(label: Tag | Category, *, by: Member) -> None:
    """Tickets lose it; their timelines still tell of it."""
    audit.record(tenant=by.tenant, actor=by, action=f"{_kind(label)}.deleted", target=label)
    label.delete()


def _kind(label: Tag | Category) -> str:
    return "tag" if isinstance(label, Tag) else "category"
