"""A message in the pieces in which people say one thing each."""

import re
from dataclasses import dataclass

from ai.local.units import split_sentences
from ai.types import ThreadMessage

LONGEST_MESSAGE = 4000
MOST_CLAUSES = 24
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
GREETING = re.compile(
    r"^\W*(?:hi|hey|hello|hiya|morning|evening|dear\s+\w+(?:\s+\w+)?|good\s+(?:morning|afternoon|"
    r"evening|day))"
    r"(?:\s+(?:there|all|team|again|guys|everyone|everybody))?\s*[,!.:)\-–]*\s+(?=\w)",
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
    text = GREETING.sub("", message.text[:LONGEST_MESSAGE].replace("’", "'"))
    parts = [
        (" ".join(part.split()).strip(" ,;-–—"), place > 0)
        for sentence in split_sentences(text)
        for place, part in enumerate(_turns(sentence))
    ]
    said = [(part, goes_on) for part, goes_on in parts if LETTERS.search(part)][:MOST_CLAUSES]
    return [Clause(message, part, place == 0, goes_on) for place, (part, goes_on) in enumerate(said)]


def _turns(sentence: str) -> list[str]:
    """The sentence where it turns; a piece of one or two words stays with what came before it."""
    pieces: list[str] = []
    for piece in filter(None, (piece.strip() for piece in TURN.split(sentence))):
        if pieces and (len(piece.split()) < 3 or len(pieces[-1].split()) < 3):
            pieces[-1] += f", {piece}"
        else:
            pieces.append(piece)
    return pieces
