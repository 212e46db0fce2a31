"""What the AI keeps of a message goes when the message is erased."""

from __future__ import annotations

from agent.chat import forgetting as chats
from agent.respond import forgetting as traces
from agent.triage import forgetting as triages


def forget_message(*, message_id: int) -> None:
    """Twice is once. What people wrote of it, and a ticket or a transcript that was made of it, stays."""
    triages.forget_message(message_id=message_id)
    chats.forget_message(message_id)
    traces.forget_message(message_id=message_id)
