"""Writing in a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member
from conversations.markup import render_markdown
from conversations.mentions import mentioned_members
from conversations.models import (
    Attachment,
    Customer,
    Discussion,
    Message,
    MessageRevision,
    Participant,
    Reaction,
)
from conversations.text import readable

MESSAGE_MAX_CHARACTERS = 100_000

Author = Customer | Member | Literal["ai", "system"]


class MessageRefused(Exception):
    """The message can't be taken; the text says why and what to do."""


def post_message(
    *,
    discussion: Discussion,
    author: Author,
    body: str,
    kind: str = Message.Kind.PUBLIC,
    parent: Message | None = None,
    source_id: str = "",
    citations: Sequence[dict[str, Any]] = (),
    attachments: Sequence[Attachment] = (),
) -> tuple[Message, bool]:
    """Add a message. Returns it, and whether it is new: the same source id is the same message.

    Raises MessageRefused when it is empty, too long, or its author may not post here.
    """
    body = clean_body(body, has_attachments=bool(attachments))
    _check_may_post(discussion, author)
    message = Message(
        tenant_id=discussion.tenant_id,
        discussion=discussion,
        kind=kind,
        body=body,
        html=render_markdown(body),
        parent=parent,
        source_id=source_id,
        citations=list(citations),
        **_author_fields(author),
    )
    # Within a transaction of the caller's it is all or nothing with theirs: no savepoint to pay for.
    with transaction.atomic(savepoint=False):
        if not _insert_once(message):
            return Message.objects.get(discussion=discussion, source_id=source_id), False
        _take_part(discussion, author)
        _attach(message, attachments)
        if isinstance(author, Member):
            message.mentions.add(*mentioned_members(discussion.tenant_id, body))
    return message, True


def _insert_once(message: Message) -> bool:
    """Save it unless its source id is there already."""
    if not message.source_id:
        message.save(force_insert=True)
        return True
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def clean_body(body: str, *, has_attachments: bool = False) -> str:
    """The text as it is stored. Raises MessageRefused for nothing to be seen, or too much."""
    body = readable(body)
    if not body and not has_attachments:
        raise MessageRefused(_("Write something first."))
    if len(body) > MESSAGE_MAX_CHARACTERS:
        raise MessageRefused(
            _("This message has %(length)d characters; at most %(most)d fit. Shorten it or attach a file.")
            % {"length": len(body), "most": MESSAGE_MAX_CHARACTERS}
        )
    return body


@transaction.atomic
def edit_message(message: Message, *, body: str, by: Member) -> None:
    """Change one's own message, keeping what it said before."""
    body = clean_body(body)
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.member_id != by.pk:
        raise MessageRefused(_("Only its author can edit a message."))
    if message.is_deleted:
        raise MessageRefused(_("This message was deleted."))
    if body == message.body:
        return
    MessageRevision.objects.create(message=message, body=message.body, edited_by=by)
    message.body, message.html, message.edited_at = body, render_markdown(body), timezone.now()
    message.save(update_fields=["body", "html", "edited_at"])
    message.mentions.set(mentioned_members(message.tenant_id, body))


@transaction.atomic
def delete_message(message: Message, *, by: Member) -> None:
    """Leave a tombstone: who wrote when stays, what it said, its history and its files go."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.is_deleted:
        return
    if message.member_id != by.pk and not by.is_admin:
        raise MessageRefused(_("Only its author or an admin can delete a message."))
    for attachment in message.attachments.all():
        transaction.on_commit(partial(attachment.file.delete, save=False))
    message.attachments.all().delete()
    message.revisions.all().delete()
    message.body, message.html, message.deleted_at = "", "", timezone.now()
    message.save(update_fields=["body", "html", "deleted_at"])
    audit.record(tenant=message.tenant, actor=by, action="message.deleted", target=message)


@transaction.atomic
def toggle_reaction(message: Message, *, emoji: str, by: Customer | Member) -> bool:
    """Add the reaction, or take it back. Returns whether it is there now."""
    party = {"member": by} if isinstance(by, Member) else {"customer": by}
    reaction, created = Reaction.objects.get_or_create(
        tenant=message.tenant, message=message, emoji=emoji, **party
    )
    if not created:
        reaction.delete()
    return created


def _author_fields(author: Author) -> dict[str, Any]:
    if isinstance(author, Customer):
        return {"author": Message.Author.CUSTOMER, "customer": author}
    if isinstance(author, Member):
        return {"author": Message.Author.MEMBER, "member": author}
    return {"author": author}


def _check_may_post(discussion: Discussion, author: Author) -> None:
    if isinstance(author, Member):
        allowed = author.is_agent and discussion.is_open_to(author)
    elif isinstance(author, Customer):
        allowed = (
            author.tenant_id == discussion.tenant_id and discussion.visibility == Discussion.Visibility.PUBLIC
        )
    else:
        allowed = True
    if not allowed:
        raise MessageRefused(_("You may not post in this discussion."))


def _take_part(discussion: Discussion, author: Author) -> None:
    if author == "system":
        return
    party: dict[str, Any]
    if isinstance(author, Customer):
        party = {"customer": author}
    elif isinstance(author, Member):
        party = {"member": author}
    else:
        party = {"is_ai": True}
    participant = Participant(tenant_id=discussion.tenant_id, discussion=discussion, **party)
    Participant.objects.bulk_create([participant], ignore_conflicts=True)


def _attach(message: Message, attachments: Sequence[Attachment]) -> None:
    wanted = [attachment.pk for attachment in attachments]
    if not wanted:
        return
    free = Attachment.objects.for_tenant(message.tenant).filter(
        pk__in=wanted, discussion=message.discussion, message=None
    )
    if free.update(message=message) != len(wanted):
        raise MessageRefused(_("An attached file was already used or belongs elsewhere. Attach it again."))
