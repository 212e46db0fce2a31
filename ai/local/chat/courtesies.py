"""What is said out of politeness, taken off: it tells nothing of whether there is work."""

import re
import unicodedata

GREETING = re.compile(
    r"^\W*(?:hi|hey|hello|hiya|morning|evening|dear\s+\w+(?:\s+\w+)?|good\s+(?:morning|afternoon|"
    r"evening|day))"
    r"(?:\s+(?:there|all|team|again|guys|everyone|everybody))?\s*[,!.:)\-–]*\s+(?=\w)",
    re.I,
)
OPENING = re.compile(
    r"^\W*(?:(?:i\s+)?hope\s+(?:you(?:['’]re|\s+are)?|this\s+finds\s+you|all\s+is|everyone\s+is|everything\s+is)\s+"
    r"(?:(?:all|doing|keeping)\s+)?(?:well|good|fine|ok(?:ay)?)|how\s+are\s+you(?:\s+(?:today|doing))?|"
    r"(?:i['’]?m\s+|so\s+|very\s+)?sorry\s+(?:to|for)\s+(?:bother(?:ing)?|disturb(?:ing)?|trouble|troubling)(?:\s+you)?"
    r"(?:\s+(?:again|with\s+this))?)\s*[,!.?:;\-–]+\s*(?:but\s+)?(?=\w)",
    re.I,
)
THANKS = r"(?:(?:many\s+)?thanks|thank\s+you|thx|ty|cheers|ta)"
# Without the greeting before it, it looks like a code that is reported.
ONLY_INTRODUCED = re.compile(r"^\W*(?:this|my\s+name)\s+is\s+\S+(?:\s+\S+)?\s*$", re.I)
CLOSING = re.compile(
    rf"(?<=\w)\W+(?:{THANKS}(?:\s+(?:so\s+much|very\s+much|a\s+lot|again|in\s+advance|you|all|guys|team))*|"
    rf"(?:{THANKS}\W+(?:and\s+)?)?(?:kind|best|warm|many)\s+(?:regards|wishes|greetings)(?:\W+\w+){{0,3}}|"
    rf"{THANKS}\W+(?:and\s+)?regards(?:\W+\w+){{0,3}}|"
    r"(?<=[.!?,;\n])\s*regards\b(?!\s+to\b)(?:\W+\w+){0,3}|"
    rf"(?:yours\s+)?(?:sincerely|faithfully)(?:\W+\w+){{0,3}})\W*$",
    re.I,
)


def without_greeting(text: str) -> str:
    """What is said after it; a greeting alone stays."""
    return GREETING.sub("", text)


def to_the_point(text: str) -> str:
    """The text between greeting, polite opening, closing and pictures; all where nothing else is said."""
    said = _without_pictures(text)
    said = _without_pictures(CLOSING.sub("", OPENING.sub("", without_greeting(said))))
    says_nothing = ONLY_INTRODUCED.match(said) or not re.search(r"[^\W\d_]", said)
    return text if says_nothing else said


def _without_pictures(text: str) -> str:
    """None at its ends, nor spaces."""
    shown = [place for place, character in enumerate(text) if not _is_picture(character)]
    return text[shown[0] : shown[-1] + 1] if shown else ""


def _is_picture(character: str) -> bool:
    return (
        character.isspace() or character == "\ufe0f" or unicodedata.category(character) in ("So", "Sk", "Cf")
    )
