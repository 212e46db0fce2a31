"""What the customer's message is: its language, what it wants, and the question that it asks."""

from __future__ import annotations

from dataclasses import replace

from agent.respond.situation import Situation
from agent.respond.trace import Trace
from agent.understanding import intents_in, small_talk_in, standing_alone
from ai.local.language import language_of


def understand(situation: Situation, trace: Trace) -> Situation:
    """The situation with its question as it is looked up, of its own accord."""
    with trace.step("understand") as found:
        alone = standing_alone(situation.question, situation.history)
        small_talk = small_talk_in(situation.question)
        found.update(
            language=language_of(situation.question) or None,
            intents=sorted(intents_in(situation.question)),
            small_talk=small_talk.value if small_talk else None,
            looked_up=alone if alone != situation.question else None,
        )
    return replace(situation, looked_up=alone)
