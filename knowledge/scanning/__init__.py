"""Whether a text tries to tell the AI what to do, instead of telling readers something."""

from knowledge.scanning.scan import HELD_FROM, Finding, scan, score

__all__ = ["HELD_FROM", "Finding", "scan", "score"]
