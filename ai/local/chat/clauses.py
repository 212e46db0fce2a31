"""A message in the pieces in which people say one thing each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ai.local.chat.courtesies import without_greeting
from ai.local.chat.cues import has
from ai.local.chat.urgency import tells_of_danger
from ai.local.units import split_sentences
from ai.types import ThreadMessage

LONGEST_MESSAGE = 5000
MOST_CLAUSES = 24
# Of a longer one the model takes the beginning only.
READ_WHOLE = 400
MOST_OF_A_LONG_ONE = 48
ENDS = re.compile(r"(?<=\w\w[.!?])\s+|\n+")
TROUBLE = ("problem", "not_working", "stops", "noise", "request", "money")
# Beside the cues, what only a long message needs: short ones are read whatever their words.
WRONG = re.compile(
    r"\b(?:flicker|rattl|squeak|creak|hum(?:s|ming)\b|damp|soaked|wet\b|draught|peel|torn\b|bent\b|trip(?:s|ped)\b|burn|infest|"
    r"stain|scratch|pests?\b|cockroach|pigeon|graffiti|threat|harass|refus|wait(?:ed|ing)\s+for)\w*",
    re.I,
)
# Where a sentence turns to something else. A plain "and" or "but" mostly goes on with the same thing.
TURN = re.compile(
    r"\s*(?:;|\n+|\s[-–—]\s|,?\s+(?:and|oh and|plus)\s+(?=(?:also|then|another|one more|secondly|"
    r"by the way|btw)\b)"
    r"|[,.]?\s+(?=(?:also|besides|on top of that|secondly|another thing|one more thing|by the way|btw)\b)"
    r"|,\s*(?:and\s+)?(?=(?:i|my|our|we|there|the|someone|somebody|please|can you|could you)\b)"
    r"|\s+and\s+(?=(?:my|our|there(?:'s|\s+is|\s+are)|i\s+(?:was|also|need|want|got))\b)"
    r"|,?\s+but\s+)",
    re.I,
)
LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Clause:
    """`is_first` in its message; `goes_on`: the sentence began before it."""

    message: ThreadMessage
    text: str
    is_first: bool
    goes_on: bool = False


def clauses_of(message: ThreadMessage) -> list[Clause]:
    """The message's clauses in order, the greeting taken off the first."""
    text = without_greeting(message.text[:LONGEST_MESSAGE].replace("’", "'"))
    parts = [
        (" ".join(part.split()).strip(" ,;-–—"), place > 0)
        for sentence in _sentences(text, is_long(message))
        for place, part in enumerate(_turns(sentence))
    ]
    said = [(part, goes_on) for part, goes_on in parts if LETTERS.search(part)]
    clauses = [Clause(message, part, place == 0, goes_on) for place, (part, goes_on) in enumerate(said)]
    return _telling(clauses) if is_long(message) else clauses[:MOST_CLAUSES]


def is_long(message: ThreadMessage) -> bool:
    """Too long for the model, which would take each sentence of a letter for work."""
    return len(message.text) > READ_WHOLE


def tells_of_trouble(text: str) -> bool:
    return _trouble_in(text) > 0


def _sentences(text: str, is_long: bool) -> list[str]:
    """In a long message each full stop and line ends one, whatever letter follows."""
    sentences = split_sentences(text)
    return [part for one in sentences for part in ENDS.split(one)] if is_long else sentences


def _telling(clauses: Sequence[Clause]) -> list[Clause]:
    """Of a long message what has a word for something wrong, right again or wanted, with what follows it."""
    rates = {clause.text: _trouble_in(clause.text) or has("resolved", clause.text) for clause in clauses}
    first = {clause.text: place for place, clause in reversed(list(enumerate(clauses)))}
    # Of those alike the ones near an end: people begin or end with what they want.
    telling = sorted(
        (place for text, place in first.items() if rates[text]),
        key=lambda place: (-rates[clauses[place].text], min(place, len(clauses) - place)),
    )
    kept = {place + more for place in telling[: MOST_OF_A_LONG_ONE // 2] for more in (0, 1)}
    return [clause for place, clause in enumerate(clauses) if place in kept]


def _trouble_in(text: str) -> int:
    danger = len(TROUBLE) * tells_of_danger(text)
    return danger + sum(has(cue, text) for cue in TROUBLE) + (WRONG.search(text) is not None)


def _turns(sentence: str) -> list[str]:
    """The sentence where it turns; a piece of one or two words stays with what came before it."""
    pieces: list[str] = []
    for piece in filter(None, (piece.strip() for piece in TURN.split(sentence))):
        if pieces and (len(piece.split()) < 3 or len(pieces[-1].split()) < 3):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    return pieces
