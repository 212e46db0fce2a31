"""An issue in the customer's own words: a title and a summary that a stranger understands."""

import re

from ai.local.chat.issues import Issue
from ai.local.words import content_words

TITLE_AT_MOST = 80
SUMMARY_AT_MOST = 500
LEAD = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|well|yes|hi|hey|hello|also|oh|btw|by\s+the\s+way|additionally|"
    r"(?:two|three|(?:a\s+)?few|some)\s+things|"
    r"another\s+thing|"
    r"one\s+more\s+thing|i\s+think(?:\s+that)?|i\s+guess|i\s+(?:just\s+)?(?:wanted|want|"
    r"would\s+like|'d\s+like)\s+to\s+"
    r"(?:report|say|tell\s+you|complain)(?:\s+(?:that|about))?|there(?:'s|\s+is|\s+are)|"
    r"we(?:'ve)?\s+(?:have|got)|"
    r"unfortunately|it\s+seems(?:\s+that)?|please)\b[\s,:.]*)+",
    re.I,
)
TAIL = re.compile(r"[,;]?\s*(?:but\s+)?no\s+(?:rush|hurry)\b.*$", re.I)


def title_of(issue: Issue) -> str:
    """What was first stated plainly, from the first word that says something on."""
    likely = max(read.chance for read in issue.stated)
    good = [read for read in issue.stated if read.chance >= 0.6 * likely]
    telling = [read for read in good if len(content_words(read.clause.text)) >= 2] or good
    text = telling[0].clause.text
    short = TAIL.sub("", LEAD.sub("", text))
    return _cut(_sentence_case(short if len(short.split()) >= 2 else text).rstrip(" .!?,;:"), TITLE_AT_MOST)


def summary_of(issue: Issue) -> str:
    """What was said about it, in the order in which it was said."""
    texts = list(dict.fromkeys(_sentence_case(read.clause.text) for read in issue.said))
    closed = (text if text[-1] in ".!?…" else f"{text}." for text in texts if text)
    return _cut(" ".join(closed), SUMMARY_AT_MOST)


def _sentence_case(text: str) -> str:
    if text.isupper() and len(text) > 4:
        text = text.lower()
    return text[:1].upper() + text[1:]


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
