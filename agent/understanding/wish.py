"""How likely a message asks for a person, whatever its words."""

from __future__ import annotations

from agent.understanding.hostility import instructs_ai
from ai.local import tuned
from ai.local.language import language_of

# Of a hundred messages of all kinds hardly one may be handed over wrongly.
SURE = 0.8
# Words that mostly ask for one are not believed where the message as a whole is this unlikely to.
UNLIKELY = 0.1


def is_sure(text: str) -> bool:
    """What is in another language, or tells the AI what to do, the model does not know well enough."""
    return tuned.chance("wish", text) >= SURE and language_of(text) in ("", "en") and not instructs_ai(text)


def is_unlikely(text: str) -> bool:
    return tuned.chance("wish", text) < UNLIKELY
