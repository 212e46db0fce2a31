"""What a ticket comes to in a line or two, and what the team does next."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.local.words import specific_words
from ai.types import Severity, TicketToTriage

SUMMARY_CHARACTERS = 200
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
ACTIONS = {
    "billing": gettext_lazy(
        "Compare the customer's invoices with the payments, and hand what is wrong to Billing."
    ),
    "login": gettext_lazy(
        "Look at the account's state and its latest sign-ins, then send a new link or lift the block."
    ),
    "performance": gettext_lazy(
        "Ask for the page, the time and a network log, and compare with the response times."
    ),
    "bug": gettext_lazy(
        "Ask for the steps, the version and a screenshot or log, and file it with engineering."
    ),
    "question/how-to": gettext_lazy("Answer the question; no article covers it yet, so note it as a gap."),
}
ESCALATED = {
    "billing": gettext_lazy("Escalate to Billing today, with the invoices and payments it is about."),
    "login": gettext_lazy(
        "Escalate to whoever runs sign-in: lift the block, and look at the latest sign-ins."
    ),
    "performance": gettext_lazy("Escalate to the engineers on call, with the times and who is affected."),
    "bug": gettext_lazy("Escalate to engineering with the steps and logs; look whether others are affected."),
}


def summarise(text: str) -> str:
    """The one or two sentences that say most, in their order, shortened to a line or two."""
    sentences = [" ".join(sentence.split()) for sentence in SENTENCE.split(text) if sentence.strip()]
    ranked = sorted(range(len(sentences)), key=lambda place: -_says(sentences[place]))
    chosen = sorted(ranked[:2])
    said = " ".join(_ended(sentences[place]) for place in chosen[:-1]) + " " + sentences[chosen[-1]]
    said = said.strip()
    if len(said) > SUMMARY_CHARACTERS and len(chosen) > 1:
        said = sentences[ranked[0]]
    return said if len(said) <= SUMMARY_CHARACTERS else said[: SUMMARY_CHARACTERS - 1].rstrip() + "…"


def next_action(request: TicketToTriage, category: str, severity: Severity) -> str:
    match, kind = request.match, category.casefold()
    if match is not None:
        link = _("Link to the known issue %(id)s.") % {"id": match.id}
        return f"{match.recommended_action.rstrip('.')}. {link}" if match.recommended_action else link
    if severity in ("High", "Critical") and kind in ESCALATED:
        return str(ESCALATED[kind])
    if request.articles and (kind == "question/how-to" or kind not in ACTIONS):
        return _("Attach the article “%(title)s”.") % {"title": request.articles[0]}
    if kind in ACTIONS:
        return str(ACTIONS[kind])
    return _("Hand it to the team that looks after “%(category)s”.") % {"category": category}


def _ended(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?…:" else f"{sentence}."


def _says(sentence: str) -> int:
    return specific_words(sentence)
