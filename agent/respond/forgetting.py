"""What the AI's runs, summaries and briefs keep of a message goes when the message is erased."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from agent.models import Brief, Draft, Run, Summary
from agent.readers import readers_of
from conversations.models import Message

# What a step of a trace holds in somebody's words.
OF_THE_THREAD = {"prompt", "looked_up", "critical"}
OF_THE_ANSWER = {"sentences", "struck"}
# An explanation names what is critical in the customer's words.
WITHOUT_WORDS = "The customer told of something critical."


@transaction.atomic
def forget_message(*, message_id: int) -> None:
    """Leave decisions, scores and timings, and no word of the message. Twice is once."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        return
    readers = readers_of(message)
    runs = Run.objects.filter(ticket__in=readers, created_at__gte=message.created_at)
    for run in runs.select_for_update(of=["self"]):
        is_its_own = message_id in (run.message_id, run.answer_id)
        words = OF_THE_THREAD | OF_THE_ANSWER if is_its_own else OF_THE_THREAD
        if any(step["found"].get("critical") for step in run.steps):
            run.explanation = WITHOUT_WORDS
        run.steps = [{**step, "found": _without(step["found"], words)} for step in run.steps]
        run.draft = "" if is_its_own else run.draft
        run.save(update_fields=["steps", "draft", "explanation"])
    Draft.objects.filter(message=message).update(text="", citations=[], offers=[])
    rows: tuple[Summary | Brief, ...] = (
        *Summary.objects.filter(ticket__in=readers),
        *Brief.objects.filter(ticket__in=readers),
    )
    for row in rows:
        row.lines = [line for line in row.lines if message_id not in line["message_ids"]]
        row.save(update_fields=["lines"])


def _without(found: dict[str, Any], words: set[str]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in words}
