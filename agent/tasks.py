from __future__ import annotations

from agent.respond import give_up, respond
from conversations.jobs import Claim, job


@job("agent.respond", attempts=4, on_failure=give_up)
def respond_job(claim: Claim, *, message_id: int) -> None:
    respond(claim, message_id=message_id)
