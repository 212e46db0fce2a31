"""What can be done with a message that is there."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member
from conversations.jobs import Claim, enqueue
from conversations.markup import render_markdown
from conversations.mentions import mark_mentions, mentioned_members
from conversations.models import Customer, DeletedText, Message, MessageRevision, Reaction
from conversations.services.posting import clean_body
from conversations.services.refusal import MessageRefused

# Long enough to notice a slip; what must go (a card number) is gone soon after, and unseen at once.
RESTORE_WITHIN = timedelta(minutes=2)


@transaction.atomic
def edit_message(message: Message, *, body: str, by: Member) -> None:
    """Change one's own message, keeping what it said before."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.is_deleted:
        raise MessageRefused(_("This message was deleted."))
    if message.member_id != by.pk:
        raise MessageRefused(_("Only its author can edit a message."))
    body = clean_body(body, has_attachments=message.attachments.exists())
    if body == message.body:
        return
    MessageRevision.objects.create(message=message, body=message.body, edited_by=by)
    _write(message, body)
    message.edited_at = message.changed_at
    message.save(update_fields=["body", "html", "edited_at", "changed_at"])


@transaction.atomic
def delete_message(message: Message, *, by: Member) -> None:
    """Leave a tombstone: who wrote when stays. What it said, its history and its files are out of sight at
    once, and erased when the time to restore it is over."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.is_deleted:
        return
    if not may_delete(message, by):
        raise MessageRefused(_("Only its author or an admin can delete a message."))
    kept = DeletedText.objects.create(message=message, body=message.body, deleted_by=by)
    message.body = message.html = ""
    message.deleted_at = message.changed_at = timezone.now()
    message.save(update_fields=["body", "html", "deleted_at", "changed_at"])
    audit.record(tenant=message.tenant, actor=by, action="message.deleted", target=message)
    key = f"erase:{kept.pk}"
    enqueue("conversations.erase_message", key=key, delay=RESTORE_WITHIN, deleted_text_id=kept.pk)


@transaction.atomic
def restore_message(message: Message, *, by: Member) -> None:
    """Bring back what was deleted a moment ago; harmless for what is there."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not message.is_deleted:
        return
    kept = DeletedText.objects.filter(message=message).first()
    if kept is None or kept.created_at < timezone.now() - RESTORE_WITHIN:
        raise MessageRefused(_("It is too late: what this message said has been erased."))
    if not may_restore(kept, by):
        raise MessageRefused(_("Only who deleted a message, or an admin, can bring it back."))
    _write(message, kept.body)
    message.deleted_at = None
    message.save(update_fields=["body", "html", "deleted_at", "changed_at"])
    kept.delete()
    audit.record(tenant=message.tenant, actor=by, action="message.restored", target=message)


def erase_message(claim: Claim, *, deleted_text_id: int) -> None:
    """What a deleted message said is gone for good, with its files."""
    with claim.finish():
        kept = DeletedText.objects.select_for_update().filter(pk=deleted_text_id).first()
        if kept is None:
            return
        message = kept.message
        for attachment in message.attachments.all():
            transaction.on_commit(partial(attachment.file.delete, save=False))
        message.attachments.all().delete()
        message.revisions.all().delete()
        message.reactions.all().delete()
        message.mentions.clear()
        Message.objects.filter(pk=message.pk).update(citations=[])
        kept.delete()
        enqueue("agent.forget_message", key=f"forget-message:{message.pk}", message_id=message.pk)


def may_delete(message: Message, by: Member) -> bool:
    return message.member_id == by.pk or by.is_admin


def may_restore(kept: DeletedText, by: Member) -> bool:
    return kept.deleted_by_id == by.pk or by.is_admin


@transaction.atomic
def toggle_reaction(message: Message, *, emoji: str, by: Customer | Member) -> bool:
    """Add the reaction, or take it back. Returns whether it is there now."""
    is_new = set_reaction(message, emoji=emoji, by=by, is_given=True)
    if not is_new:
        set_reaction(message, emoji=emoji, by=by, is_given=False)
    return is_new


@transaction.atomic
def set_reaction(message: Message, *, emoji: str, by: Customer | Member, is_given: bool) -> bool:
    """Have a reaction there or not; the same again is the same. Returns whether that changed anything."""
    if message.is_deleted:
        raise MessageRefused(_("This message was deleted."))
    party = {"member": by} if isinstance(by, Member) else {"customer": by}
    own = {"message": message, "emoji": emoji, **party}
    if is_given:
        _own, is_changed = Reaction.objects.get_or_create(**own, defaults={"tenant_id": message.tenant_id})
    else:
        is_changed = Reaction.objects.filter(**own).delete()[0] > 0
    if is_changed:
        message.reacted_at = timezone.now()
        message.save(update_fields=["reacted_at"])
    return is_changed


def _write(message: Message, body: str) -> None:
    """Set what it says, and whom it calls. Does not save."""
    is_members = message.author == Message.Author.MEMBER
    mentioned = mentioned_members(message.discussion_id, body) if is_members else []
    message.body, message.html = body, mark_mentions(render_markdown(body), mentioned)
    message.changed_at = timezone.now()
    message.mentions.set(mentioned)
