"""Writing in a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Member
from conversations.markup import render_markdown
from conversations.mentions import mark_mentions, mentioned_members
from conversations.models import Attachment, Customer, Discussion, Message, Participant
from conversations.services.refusal import MessageRefused
from conversations.text import readable

MESSAGE_MAX_CHARACTERS = 100_000

Author = Customer | Member | Literal["ai", "system"]


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
    audience: Customer | None = None,
) -> tuple[Message, bool]:
    """Add a message. Returns it, and whether it is new: the same source id is the same message.

    `audience`: where customers share the discussion, the only one of them who sees it.
    Raises MessageRefused when it is empty, too long, answers what it may not, or may not be posted here.
    """
    body = clean_body(body, has_attachments=bool(attachments))
    _check_may_post(discussion, author)
    _check_parent(discussion, kind, parent)
    mentioned = mentioned_members(discussion.pk, body) if isinstance(author, Member) else []
    message = Message(
        tenant_id=discussion.tenant_id,
        discussion=discussion,
        kind=kind,
        body=body,
        html=mark_mentions(render_markdown(body), mentioned),
        parent=parent,
        source_id=source_id,
        citations=list(citations),
        audience=audience,
        **_author_fields(author),
    )
    # Within a transaction of the caller's it is all or nothing with theirs: no savepoint to pay for.
    with transaction.atomic(savepoint=False):
        if not _insert_once(message):
            return Message.objects.get(discussion=discussion, source_id=source_id), False
        _take_part(discussion, author)
        _attach(message, attachments)
        if mentioned:
            message.mentions.add(*mentioned)
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
        allowed = discussion.is_open_to_customer(author)
    else:
        allowed = author == "system" or discussion.is_open_to_ai()
    if not allowed:
        raise MessageRefused(_("You may not post in this discussion."))


def _check_parent(discussion: Discussion, kind: str, parent: Message | None) -> None:
    if parent is None:
        return
    if parent.discussion_id != discussion.pk:
        raise MessageRefused(_("The message you answer is not in this conversation any more."))
    if parent.is_note and kind != Message.Kind.NOTE:
        raise MessageRefused(_("You answer a private note: answer it with a private note too."))


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
    belongs = Q(discussion=message.discussion)
    if message.customer is not None:
        belongs |= Q(discussion=None, customer=message.customer)
    free = Attachment.objects.for_tenant(message.tenant).filter(belongs, pk__in=wanted, message=None)
    if free.update(message=message, discussion=message.discussion, customer=None) != len(wanted):
        raise MessageRefused(_("An attached file was already used or belongs elsewhere. Attach it again."))
