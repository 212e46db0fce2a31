from guidance.services.errors import GuidanceRefused
from guidance.services.packs import (
    add_rule,
    move_pack,
    remove_pack,
    remove_rule,
    save_pack,
    save_rule,
    switch_pack,
)
from guidance.services.playbooks import (
    move_play_rule,
    move_playbook,
    remove_play_rule,
    remove_playbook,
    save_play_rule,
    save_playbook,
    switch_play_rule,
    switch_playbook,
)
from guidance.services.reverting import revert

__all__ = [
    "GuidanceRefused",
    "add_rule",
    "move_pack",
    "move_play_rule",
    "move_playbook",
    "remove_pack",
    "remove_play_rule",
    "remove_playbook",
    "remove_rule",
    "revert",
    "save_pack",
    "save_play_rule",
    "save_playbook",
    "save_rule",
    "switch_pack",
    "switch_play_rule",
    "switch_playbook",
]
