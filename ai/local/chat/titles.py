"""A short noun phrase for what a customer complains of or wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ai.local.chat.topics import place_in, topic_of
from ai.local.words import content_words

TITLE_AT_MOST = 60
WORDS_AT_MOST = 8
# A longer one has no room for where it is.
WORDS_WITH_PLACE = 5

LEAD = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|well|yes|no(?=\s*[,.!])|hi|hey|hello|also|oh|yo|btw|by\s+the\s+way|additionally|besides|"
    r"sorry|actually|again|now|then|because|since|please|pls|unfortunately|still|just|"
    r"(?:two|three|(?:a\s+)?few|some)\s+things|another\s+thing|one\s+more\s+thing|"
    r"i\s+(?:think|guess|believe|noticed|see|saw|found|hear)(?:\s+that)?|it\s+seems(?:\s+that)?|"
    r"i\s+(?:just\s+)?(?:wanted|want|would\s+like|'d\s+like)\s+to\s+(?:report|say|tell\s+you|complain)"
    r"(?:\s+(?:that|about))?|just\s+so\s+you\s+know|fyi|while\s+you'?re\s+at\s+it|fine(?=\s*[,:])|madam|sir|"
    r"(?:we|i)\s+(?:just\s+)?saw)\b[\s,:.!-]*)+",
    re.I,
)
DETERMINER = re.compile(
    r"^(?:(?:the|my|our|your|a|an|some|this|that|these|those|one\s+of(?=\s+(?:the|our|my)))\s+)+", re.I
)
# Where the phrase has said what it is about; what follows says why, since when, or what else.
REST = re.compile(
    r"\s*(?:,(?!\d)|[;:(!?]|(?<!\bno)\.\s|\s[-–—]\s|\s(?:because|since|so\s+that|which|who|that|when|while|although|"
    r"though|but|until|after|every|each|again|yesterday|today|(?:this|last)\s+(?:morning|night|week|month)|"
    r"for\s+(?:\d|a|two|three|weeks|days|months)|no\s+(?:rush|hurry)|please)\b|(?<=\w\w)\s+and\s).*$",
    re.I | re.S,
)
# Where nothing that was said makes a title.
NAMELESS = {
    "maintenance": "Repair",
    "billing": "Billing question",
    "noise_complaint": "Noise",
    "other": "Request",
}
TRAILING = re.compile(
    r"(?:\s+(?:a|an|the|my|our|your|in|on|at|of|to|for|with|from|by|and|or|but|so|is|are|was|were|has|have|that|not|"
    r"after|when|while|i|we|it|you|they|just|very))+$",
    re.I,
)
BE = r"(?:(?:is|are|was|were|has|have|had|been|being|got|gets|became|seems?|looks?|went|'s)\s+)"
ADVERB = (
    r"(?:(?:now|still|just|completely|totally|always|also|really|very|so|too|all|again|only|almost|badly|"
    r"already|suddenly|permanently|fully|half)\s+)"
)
PERSON = (
    r"(?:i|we|you|they|he|she|it|nobody|no|none|someone|somebody|anyone|people|who|that|this|there|"
    r"(?:the\s+|my\s+|our\s+)?neighbou?rs?)\b"
)
NAME = rf"(?!{PERSON})(?P<what>(?:[\w'/.-]+\s+){{0,8}}?[\w'/.-]+)"
STATES = (
    "broken|dead|stuck|jammed|blocked|clogged|cracked|loose|damaged|missing|faulty|defective|dirty|filthy|mouldy|"
    "moldy|damp|wet|rusty|rotten|smashed|bent|torn|chipped|frozen|swollen|noisy|empty|wrong|late|lost|stolen|icy|"
    "lukewarm|cold|locked|suspended|unreachable"
)
ACTS = {
    "leak": "leaking", "drip": "dripping", "flicker": "flickering", "squeak": "squeaking",
    "rattl": "rattling", "smell": "smelly", "stink": "smelly", "overflow": "overflowing", "wobbl": "wobbly",
    "hum": "humming", "beep": "beeping", "chirp": "chirping", "jam": "jammed", "stick": "stuck",
    "crash": "crashing",
}  # fmt: skip
WAS = r"(?:is|are|was|were|has|have|had)"
IS_NOT = rf"(?:{WAS}\s?n'?t|{WAS}\s+(?:not|never)|cannot\s+be)"
DOES_NOT = (
    r"(?:(?:does|do|did|wo|ca|could|would)\s?n'?t|(?:does|do|did|will|can|could)\s?not|never|no\s+longer)"
)
FALLS = {"came": "detached", "come": "detached", "fell": "fallen", "fallen": "fallen"}
VERBS = (
    "change|cancel|update|remove|add|move|delete|close|block|repair|fix|check|correct|switch|put|take|confirm|exchange|"
    "replace|unlock|upgrade|port|reduce|raise|lower|tell|forward|arrange|install|register|extend|reschedule|return"
)


def noun_phrase(texts: Sequence[str], kind: str) -> str:
    """`texts` are the issue's clauses, the one that says most first; `kind` is its category as the engine
    knows it. By the words of a known topic, else by the form of the clauses."""
    plain = [_plain(text) for text in texts]
    whole = ". ".join(plain)
    title = topic_of(whole, kind) or _by_form(plain, kind) or _longest(plain) or NAMELESS[kind]
    place = place_in(whole)
    says_where = not place or place_in(title) or place.split()[-1].lower() in title.lower()
    return title if says_where or len(title.split()) > WORDS_WITH_PLACE else f"{title} {place}"


def cut(text: str) -> str:
    """Only the matter itself, begun with a capital, and no longer than a title may be."""
    said = REST.sub("", text).strip(" .,!?;:-'\"") or text.strip(" .,!?;:-'\"")
    words = said.split()
    while len(words) > 1 and (len(words) > WORDS_AT_MOST or len(" ".join(words)) > TITLE_AT_MOST):
        words.pop()
    said = TRAILING.sub("", " ".join(words))[:TITLE_AT_MOST]
    return said[:1].upper() + said[1:]


def gerund(verb: str) -> str:
    """“close” → closing, “shut” → shutting."""
    if len(verb) <= 4 and verb != "open" and re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb):
        return f"{verb}{verb[-1]}ing"
    return f"{verb[:-1]}ing" if verb.endswith("e") and not verb.endswith("ee") else f"{verb}ing"


def _plain(text: str) -> str:
    text = " ".join(text.replace("’", "'").split())
    return LEAD.sub("", text.lower() if text.isupper() else text).strip() or text


def _by_form(texts: Sequence[str], kind: str) -> str:
    forms = (_charged, *FORMS) if kind == "billing" else FORMS
    found = (cut(phrase) for text in texts for form in forms if (phrase := form(text)))
    return next((title for title in found if _says_something(title)), "")


def _longest(texts: Sequence[str]) -> str:
    """Of clauses without a known form the beginning that says most."""
    titles = [title for text in texts if _says_something(title := cut(_shortened(text) or text))]
    return max(titles, key=lambda title: len(content_words(title)), default="")


def _says_something(title: str) -> bool:
    return len(title.split()) > 1 and bool(content_words(title))


def _charged(text: str) -> str:
    """“you charged me 38 for the minibar” → charge for the minibar."""
    found = re.search(
        r"\b(?:charg|bill|debit|deduct|invoic)\w*\b.{0,30}?\bfor\s+(?!\d|years?|months?|weeks?)(?P<what>.+)",
        text,
        re.I,
    )
    return f"charge for {_of_nobody(found['what'])}" if found else ""


def _unable(text: str) -> str:
    """“I can't open the window” → unable to open the window."""
    cannot = r"(?:can'?t|can\s?not|could\s?n'?t|am\s+not\s+able\s+to|'m\s+(?:not\s+able|unable)\s+to)"
    found = re.match(rf"(?:(?:i|we|you)\s*)?(?:still\s+)?{cannot}\s+(?P<what>.+)", text, re.I)
    return f"unable to {_of_nobody(found['what'])}" if found else ""


def _gone(text: str) -> str:
    """“I lost my keys” → lost keys; “someone stole my bike” → stolen bike."""
    lost = re.match(r"(?:i|we)(?:'ve|\s+have)?\s+lost\s+(?P<what>.+)", text, re.I)
    stolen = re.match(r"(?:somebody|someone|they)\s+(?:has\s+)?stole\s+(?P<what>.+)", text, re.I)
    if lost:
        return f"lost {_bare(lost['what'])}"
    return f"stolen {_bare(stolen['what'])}" if stolen else ""


def _there_is(text: str) -> str:
    """“there's a nest under the roof” → nest under the roof; “we've got mice” → mice."""
    found = re.match(
        r"(?:there(?:'s|\s+is|\s+are|\s+was|\s+were)|theres|(?:we|i)(?:'ve\s+got|\s+have\s+got|\s+have|\s+had|\s+got|'ve))\s+"
        r"(?:also\s+|still\s+|again\s+)?(?!been\b|to\b|not\b|\w+ed\b)(?P<what>.+)",
        text,
        re.I,
    )
    return _bare(_of_nobody(found["what"])) if found else ""


def _wanted(text: str) -> str:
    """“could you send me a second key” → second key; “change my tariff” → request to change the tariff."""
    asked = re.match(
        r"(?:(?:can|could|would|will|may)\s+(?:you|i|we|somebody|someone)\s+(?:please\s+|pls\s+|kindly\s+)?|"
        r"(?:i|we)(?:'d|\s+would)?\s+(?:also\s+)?(?:really\s+)?(?:need|want|like|require|request|expect)\s+)(?P<what>.+)",
        text,
        re.I,
    )
    what = re.sub(r"^(?:to\s+)?(?:come\s+and\s+|have\s+)?", "", asked["what"] if asked else text)
    sent = re.match(
        r"(?:get|send|give|bring|email|order|book|reserve)\s+(?:me|us|up)?\s*(?P<what>.+)", what, re.I
    )
    if sent:
        return _bare(_of_nobody(sent["what"]))
    if re.match(r"know\b", what, re.I):
        return "request for information"
    what = re.sub(r"\b(?:me|us)\s+", "", what)
    if re.match(rf"(?:{VERBS})\b", what, re.I) or (asked and re.match(r"to\s", asked["what"], re.I)):
        return f"request to {_of_nobody(what)}"
    is_thing = re.match(
        r"(?:a|an|the|my|our|some|another|new|two|three|\d+|permission|approval)\b", what, re.I
    )
    return _bare(_of_nobody(what)) if asked and is_thing else ""


def _state(text: str) -> str:
    """“the kitchen lamp is broken” → broken kitchen lamp."""
    found = re.match(rf"{NAME}\s+{BE}+{ADVERB}*(?P<state>{STATES})\b", text, re.I)
    return f"{found['state'].lower()} {_named(found)}" if found else ""


def _acts(text: str) -> str:
    """“the tap drips” → dripping tap; “the toilet keeps running” → constantly running toilet."""
    found = re.match(
        rf"{NAME}\s+{BE}*{ADVERB}*(?P<act>{'|'.join(ACTS)})(?:s|es|ed|ing|ping|ming|med|e|es)\b", text, re.I
    )
    if found:
        return f"{ACTS[found['act'].lower()]} {_named(found)}"
    keeps = re.match(rf"{NAME}\s+keeps\s+(?P<act>\w+ing)\b", text, re.I)
    return f"constantly {keeps['act'].lower()} {_named(keeps)}" if keeps else ""


def _fails(text: str) -> str:
    """“the door doesn't close” → door not closing; “the hood gave up” → hood not working."""
    missing = re.match(
        rf"{NAME}\s+{ADVERB}*{IS_NOT}\s+{ADVERB}*(?:be(?:en)?\s+|being\s+)?(?P<rest>.+)", text, re.I
    )
    if missing:
        return f"{_named(missing)} not {missing['rest']}"
    found = re.match(rf"{NAME}\s+{ADVERB}*{DOES_NOT}\s+{ADVERB}*(?P<verb>[a-z]+)(?P<rest>.*)", text, re.I)
    if found:
        return f"{_named(found)} not {gerund(found['verb'].lower())}{found['rest']}"
    away = rf"{BE}+{ADVERB}*(?:out(?!\s+of\s+(?!order))|down|off)\b(?!\s+(?:its|the|my|our))"
    ended = rf"(?:{BE}*{ADVERB}*(?:stopp?(?:ed|s)|died|gave\s+up|given\s+up)\b|{away})"
    gone = re.match(rf"{NAME}\s+{ended}", text, re.I)
    return f"{_named(gone)} not working" if gone else ""


def _falls(text: str) -> str:
    """“the branch fell on the fence” → fallen branch; “the handle snapped” → broken handle."""
    found = re.match(rf"{NAME}\s+{BE}*(?P<verb>came|come|fell|fallen|broke|snapped)\b", text, re.I)
    return f"{FALLS.get(found['verb'].lower(), 'broken')} {_named(found)}" if found else ""


FORMS: tuple[Callable[[str], str], ...] = (
    _unable, _gone, _there_is, _wanted, _acts, _state, _fails, _falls,
)  # fmt: skip


def _shortened(text: str) -> str:
    spoken = r"^(?:i|we|it|they|he|she|you)(?:'ve|'m|'re|'s|\s+(?:have|am|are|is|was|were))?\s+"
    return _bare(_of_nobody(re.sub(spoken, "", text, flags=re.I)))


def _named(found: re.Match[str]) -> str:
    return _bare(_of_nobody(found["what"]))


def _bare(phrase: str) -> str:
    return DETERMINER.sub("", phrase.strip())


def _of_nobody(phrase: str) -> str:
    """“open my window” → open the window."""
    return re.sub(r"\b(?:my|our)\b", "the", phrase, flags=re.I)
