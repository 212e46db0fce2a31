"""What the tuned model is asked of a text: a head each, with the labels that it chooses between."""

from __future__ import annotations

from typing import Literal

Head = Literal["wish", "complains", "matters", "clause", "category", "priority", "topic"]

YES_OR_NO = ("no", "yes")
LABELS: dict[Head, tuple[str, ...]] = {
    # Does the message ask for a person?
    "wish": YES_OR_NO,
    # Does it say, after what support told last, that the help is no help?
    "complains": YES_OR_NO,
    # Does it, within its chat, tell of work that is still to be done?
    "matters": YES_OR_NO,
    # What is a clause of a chat? And what is an issue about, and how urgent?
    "clause": ("issue", "detail", "chat", "resolved"),
    "category": ("maintenance", "billing", "noise_complaint", "other"),
    "priority": ("low", "medium", "high", "critical"),
    # Which of the usual categories has a ticket?
    "topic": ("Billing", "Login", "Performance", "Bug", "Question/How-To"),
}
# These are judged by a linear model over the vectors of the model as it ships, too: the two err on
# different texts.
ALSO_PLAIN: tuple[Head, ...] = ("category", "priority")
