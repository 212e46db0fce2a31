"""Does a ticket say enough? If not, what is to be asked."""

from __future__ import annotations

import re
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai.embeddings import minilm
from ai.local.classifying import Classifier, train
from ai.local.triage.categories import category_shares
from ai.local.triage.examples import examples, vectors_of
from ai.local.words import specific_words
from ai.types import Assessment, TicketToTriage

VAGUE, CLEAR = "vague", "clear"
# So few words that say what is meant are too few, whatever they are.
TOO_FEW = 1
VAGUE_SHARE = 0.5
QUESTIONS_AT_MOST = 3
# Less likely than this, the category is not asked about as if it were known.
LIKELY = 0.6
WHEN = re.compile(
    r"\b(since|yesterday|today|this (morning|week)|last (week|month|night|update)|ago|after the)\b", re.I
)
ABOUT = {
    "billing": gettext_lazy("Which invoice, payment or plan is it about: its number, date or amount?"),
    "login": gettext_lazy("With which address do you sign in, and what does the page say, word for word?"),
    "performance": gettext_lazy("Which page or action is slow, and how long does it take?"),
    "bug": gettext_lazy("Where does it happen (page, app, browser or phone), and what does the message say?"),
    "question/how-to": gettext_lazy("What would you like to do, and how far did you get?"),
}


def assess(request: TicketToTriage, *, engine: str, model: str) -> Assessment:
    with translation.override(request.language):
        questions = questions_for(request) if is_vague(request) else ()
    return Assessment(questions=questions, engine=engine, model=model)


def is_vague(request: TicketToTriage) -> bool:
    specific = specific_words(request.text)
    if specific <= TOO_FEW or request.matched:
        return specific <= TOO_FEW
    vector = minilm.embed_one(request.text)
    shares = _classifier().predict_vectors(vector[None], [request.text])[0].shares
    return shares[VAGUE] > VAGUE_SHARE


def questions_for(request: TicketToTriage) -> tuple[str, ...]:
    """What happened, the detail that matters most in the likeliest category, and since when."""
    shares = category_shares(request)
    likeliest = max(shares, key=lambda name: shares[name])
    asked = [_("What did you want to do, and what happened instead?")]
    if shares[likeliest] < LIKELY:
        asked.append(_("What is it about: a page, an invoice, your sign-in, or something else?"))
    elif likeliest.casefold() in ABOUT:
        asked.append(str(ABOUT[likeliest.casefold()]))
    if not WHEN.search(request.text):
        asked.append(_("Since when does it happen, and is anybody else affected?"))
    return tuple(asked[:QUESTIONS_AT_MOST])


@cache
def _classifier() -> Classifier:
    texts = [example.text for example in examples()]
    return train(texts, [VAGUE if example.vague else CLEAR for example in examples()], vectors_of=vectors_of)
