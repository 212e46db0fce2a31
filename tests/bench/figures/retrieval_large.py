"""The same beside, and in, a tenant of a million passages."""

from __future__ import annotations

from tests.bench.figures import retrieval
from tests.bench.knowledge import fill
from tests.bench.report import progress
from tests.bench.session import Session


def measure(session: Session) -> None:
    assert session.hub
    passages = session.sizes.large_passages
    progress(f"filling {passages:,} passages; the index takes minutes")
    # One sentence each: a million passages with ten would be 8 GB, and only what is found is looked at.
    tenant = fill(f"bench-large-{passages}", passages, sentences=1)
    retrieval.report(session, passages, [(passages, tenant)])
