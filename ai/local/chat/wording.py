"""An issue as a ticket words it: a short title, and a summary of what is wrong, where, and since when."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ai.local.chat.issues import Issue, Read
from ai.local.chat.titles import LEAD, noun_phrase
from ai.local.chat.topics import place_in
from ai.local.units import split_sentences
from ai.local.words import content_words
from ai.types import ThreadMessage

SUMMARY_AT_MOST = 500
QUESTION_AT_MOST = 70
# An answer of so few words means little without its question.
SHORT = 5
DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
TIME = re.compile(
    rf"\b(?:since\b(?!\s+(?:you|we|they|i)\b)[^,.;!?]*|for\s+(?:about\s+|over\s+|almost\s+)?(?:\d+|a|two|three|four|five|six|several|some)\s+"
    rf"(?:hours?|days?|weeks?|months?|years?)(?:\s+now)?|last\s+(?:night|week|month|{DAY})|yesterday(?:\s+\w+ing)?|"
    rf"this\s+(?:morning|afternoon|week)|(?:\d+|a|two|three)\s+(?:hours?|days?|weeks?|months?)\s+ago|"
    rf"(?:on|from)\s+{DAY}|about\s+a\s+(?:week|month))",
    re.I,
)
# What only urges, agrees or thanks says nothing of the matter.
FILLER = re.compile(
    r"^\W*(?:(?:yes|yep|yeah|no|nope|ok(?:ay)?|sure|please|pls|thanks?|thank\s+you|great|good|hurry|quick(?:ly)?|help|"
    r"hello|anyone|is\s+anyone\s+there|so\s+much|a\s+lot|do|send\s+someone|asap|now|today|it|that|would\s+be|go\s+ahead)\b\W*)+$",
    re.I,
)


WHERE = re.compile(
    r"\b(?:where|which\s+(?:flat|room|floor|building|house|unit|apartment|number|address|entrance))\b", re.I
)
WHEN = re.compile(r"\b(?:since\s+when|how\s+long|when\s+did)\b", re.I)


def title_of(issue: Issue, kind: str) -> str:
    """A noun phrase, by what was stated most plainly; `kind` is the category as the engine knows it."""
    likely = max(read.chance for read in issue.stated)
    good = [read for read in issue.stated if read.chance >= 0.6 * likely]
    telling = next((read for read in good if len(content_words(read.clause.text)) >= 2), good[0])
    others = [read for read in issue.stated if read is not telling]
    return noun_phrase([read.clause.text for read in (telling, *others)], kind)


def summary_of(issue: Issue, messages: Sequence[ThreadMessage]) -> str:
    """What is wrong, where, and since when, in the customer's words; short answers with what was asked."""
    asked = _questions(messages)
    told = [_sentence(said) for read in issue.said if (said := _said(read, issue, asked))]
    if not told:
        told = [_sentence(read.clause.text) for read in issue.stated]
    return _cut(" ".join(dict.fromkeys(told)), SUMMARY_AT_MOST)


def _questions(messages: Sequence[ThreadMessage]) -> dict[int, str]:
    """Message of the customer → the question right before it, where there is a short one."""
    found: dict[int, str] = {}
    for before, after in pairwise(messages):
        question = split_sentences(before.text)[-1:] if before.role != "customer" == after.role else []
        if question and question[0].endswith("?") and len(question[0]) <= QUESTION_AT_MOST:
            found[after.id] = question[0]
    return found


def _said(read: Read, issue: Issue, asked: Mapping[int, str]) -> str:
    """A clause that can be understood by itself; empty where it says nothing of the matter."""
    text, clause = read.clause.text.strip(), read.clause
    if FILLER.match(text):
        return ""
    if read in issue.stated or len(text.split()) > SHORT:
        return LEAD.sub("", text) or text
    question = asked.get(clause.message.id, "") if clause.is_first else ""
    if WHEN.search(question) or (TIME.search(text) and not question):
        return f"Since when: {re.sub(r'^since ', '', text, flags=re.I)}"
    if WHERE.search(question) or (place_in(text) and not question):
        return f"Where: {text}"
    return f"{question} {text}".strip()


def _sentence(text: str) -> str:
    if text.isupper() and len(text) > 4:
        text = text.lower()
    text = text[:1].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
