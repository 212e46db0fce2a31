from __future__ import annotations

from agent.understanding.emergency import emergency_in
from agent.understanding.hostility import abuse_in, instructs_ai
from agent.understanding.person import asks_for_person
from agent.understanding.sentiment import complaint_in
from agent.understanding.small_talk import SmallTalk, small_talk_in
from guidance.conditions import Intent


def intents_in(text: str) -> frozenset[str]:
    """What the message does, of guidance.conditions.Intent."""
    small_talk = small_talk_in(text)
    found = {
        Intent.PERSON: asks_for_person(text),
        Intent.COMPLAINT: bool(complaint_in(text)),
        Intent.DANGER: bool(emergency_in(text)),
        Intent.ABUSE: bool(abuse_in(text)),
        Intent.INJECTION: bool(instructs_ai(text)),
        Intent.GREETING: small_talk is SmallTalk.GREETING,
        Intent.CLOSING: small_talk is SmallTalk.CLOSING,
    }
    return frozenset(intent.value for intent, holds in found.items() if holds)
