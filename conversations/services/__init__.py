"""Writing in a discussion, and changing what was written."""

from conversations.services.changing import (
    RESTORE_WITHIN,
    delete_message,
    edit_message,
    may_delete,
    may_restore,
    restore_message,
    set_reaction,
    toggle_reaction,
)
from conversations.services.posting import MESSAGE_MAX_CHARACTERS, Author, clean_body, post_message
from conversations.services.refusal import MessageRefused

__all__ = [
    "MESSAGE_MAX_CHARACTERS",
    "RESTORE_WITHIN",
    "Author",
    "MessageRefused",
    "clean_body",
    "delete_message",
    "edit_message",
    "may_delete",
    "may_restore",
    "post_message",
    "restore_message",
    "set_reaction",
    "toggle_reaction",
]
