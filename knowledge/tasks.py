from __future__ import annotations

from conversations.jobs import Claim, job
from knowledge.services.publishing import embed_and_swap, note_failure


@job("knowledge.embed_version", on_failure=note_failure)
def embed_version(claim: Claim, *, version_id: int) -> None:
    embed_and_swap(version_id=version_id, finish=claim.finish)
