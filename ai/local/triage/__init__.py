"""Tickets triaged without any provider: by examples, the team's own before those that ship, and by rules."""

from ai.local.triage.asking import assess
from ai.local.triage.deciding import triage

__all__ = ["assess", "triage"]
