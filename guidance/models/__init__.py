from guidance.models.edit import GuidanceEdit
from guidance.models.pack import GuidancePack, Length, Tone
from guidance.models.playbook import DestinationKind, Playbook, PlaybookRule, Priority
from guidance.models.rule import Rule

__all__ = [
    "DestinationKind",
    "GuidanceEdit",
    "GuidancePack",
    "Length",
    "Playbook",
    "PlaybookRule",
    "Priority",
    "Rule",
    "Tone",
]
