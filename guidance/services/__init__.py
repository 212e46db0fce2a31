from guidance.services.errors import GuidanceRefused
from guidance.services.listed import move, remove, switch
from guidance.services.packs import add_rule, remove_rule, save_pack, save_rule
from guidance.services.playbooks import (
    move_play_rule,
    remove_play_rule,
    save_play_rule,
    save_playbook,
    switch_play_rule,
)
from guidance.services.reverting import revert

__all__ = [
    "GuidanceRefused",
    "add_rule",
    "move",
    "move_play_rule",
    "remove",
    "remove_play_rule",
    "remove_rule",
    "revert",
    "save_pack",
    "save_play_rule",
    "save_playbook",
    "save_rule",
    "switch",
    "switch_play_rule",
]
