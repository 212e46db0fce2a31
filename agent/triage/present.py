"""A triage as its API and its export tell it."""

from __future__ import annotations

from typing import Any

from agent.models import TriageThread


def as_json(thread: TriageThread) -> dict[str, Any]:
    return {
        "thread_id": str(thread.pk),
        "state": thread.state,
        "description": thread.description,
        "additional_details": [detail["text"] for detail in thread.details],
        "ticket": thread.ticket.number if thread.ticket else None,
        "matches": thread.matches,
        "questions": thread.questions,
        "result": thread.result,
        "engine": thread.engine,
        "model": thread.model,
        "steps": thread.steps,
        "created_at": thread.created_at.isoformat(),
        "finished_at": thread.finished_at.isoformat() if thread.finished_at else None,
    }
