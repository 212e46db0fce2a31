"""Background work that survives crashes: ask with `enqueue`, handle with `@job`."""

from conversations.jobs.claim import Claim, LeaseLost
from conversations.jobs.enqueue import enqueue
from conversations.jobs.registry import job

__all__ = ["Claim", "LeaseLost", "enqueue", "job"]
