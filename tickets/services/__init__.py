from tickets.services.messages import post_hub_message, post_note, post_reply
from tickets.services.snoozing import SnoozeRefused, snooze_ticket, wake_ticket
from tickets.services.state import (
    HandBackRefused,
    add_tag,
    assign_ticket,
    change_category,
    change_priority,
    change_status,
    escalate_ticket,
    hand_back,
    remove_tag,
    resolve_for_customer,
)

__all__ = [
    "HandBackRefused",
    "SnoozeRefused",
    "add_tag",
    "assign_ticket",
    "change_category",
    "change_priority",
    "change_status",
    "escalate_ticket",
    "hand_back",
    "post_hub_message",
    "post_note",
    "post_reply",
    "remove_tag",
    "resolve_for_customer",
    "snooze_ticket",
    "wake_ticket",
]
