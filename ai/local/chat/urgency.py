"""How urgent an issue is: dangers by rule, the rest by the classifier and by who suffers."""

import re
from collections.abc import Mapping, Sequence

from ai.local import tuned
from ai.local.chat.cues import has
from ai.types.analysing import Urgency

LEVELS: tuple[Urgency, ...] = ("low", "medium", "high", "critical")
# A danger that is missed costs more than one too many: so likely is enough to be called critical. What wakes
# people at once has to be surer.
LIKELY_CRITICAL = 0.4
SURELY_CRITICAL = 0.5
# The share of letters and spaces in what people write; percent signs and entities make it a half.
IN_WORDS = 0.65
OFF = r"(?:off|out|dead|down|gone|broken|broke|stopped|failed|isn'?t|not|doesn'?t|does\s+not|won'?t|hasn'?t)"
TO_PEOPLE_AND_HOMES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:smell\w*|odou?r|leak\w*|stink\w*)\b.{0,20}\bgas\b|\bgas\b.{0,15}\b(?:smell\w*|"
        r"leak\w*|odou?r)",
        r"\brotten\s+eggs?\b",
        r"\bwater\b.{0,25}\b(?:pour\w*|gush\w*|stream\w*|rush\w*|flow\w*)\b|\b(?:pour\w*|rain\w*|drip\w*|com\w+|leak\w*)\s+"
        r"thr(?:ough|u)\s+(?:the|my|our)\s+(?:\w+\s+)?(?:ceiling|roof)|\boverflow\w*\b.{0,60}\bceiling",
        r"\b(?:radiators?|heaters?)\b.{0,25}\b(?:stone|ice|icy|all|completely|totally|dead)\b.{0,6}\bcold\b|"
        r"\b(?:radiators?|heating)\b.{0,20}\bcold\b.{0,40}\b(?:whole|entire|everywhere|all|snow\w*|freez\w*|minus|frost|baby|"
        r"newborn\w*|twins)\b|\b(?:boiler|furnace)\b.{0,60}\bno\s+heat",
        r"\bflood(?:s|ed|ing)?\b|\bburst\b|\bankle\s?-?deep\b",
        r"\bwater\b.{0,25}\b(?:com\w+|pour\w+|gush\w+|drip\w+|run\w*|shoot\w*|spray\w*|leak\w*)\b.{0,15}"
        r"\b(?:thr(?:ough|u)|out\s+of|from|down)\b.{0,20}\b(?:ceiling|wall|roof|lamp|light|socket)",
        r"\b(?:on\s+fire|flames?|is\s+burning|burn(?:ing|t|s)\s+(?:plastic|smell|rubber|cable)|"
        r"smell\w*\s+(?:of\s+|like\s+)?(?:something\s+)?burn\w*|caught\s+fire)\b",
        r"\b(?:a|the|there'?s|small)\s+fire\b(?!\s*(?:alarm|door|drill|exit|extinguisher|escape|"
        r"place|brigade))",
        r"\bfull\s+of\s+smoke\b|\bsmoke\s+(?:is\s+|comes?\s+|coming\s+|from\s+|out\s+)",
        r"\b(?:no|without|any)\s+(?:\w+\s+)?heat(?:ing)?\b|\bheat(?:ing|er)?s?\b(?:'s|\s+(?:is|has|"
        r"have|are|was|went))?\s+"
        r"(?:(?:completely|totally|still|been|just|gone|again)\s+)*" + OFF + r"\b(?!\s+(?:get|come|"
        r"warm|too|even|properly))",
        r"\b(?:no|without|(?:have|got)\s+any)\s+(?:(?:running|drinking|tap|cold)\s+)?water\b|"
        r"\bwater\s+(?:is|was|has\s+been)\s+(?:off|gone|cut)\b",
        r"\b(?:no|without|lost)\s+(?:any\s+)?(?:power|electricity)\b|\b(?:power|"
        r"electricity)\s+(?:is|went|has\s+been)\s+"
        r"(?:out|off|gone|down)\b|\bpower\s+(?:cut|outage)\b",
        r"\b(?:broke\w*|break\w*)\s*-?\s*in(?:to|s)?\b(?!\s+(?:half|two|the\s+lock|lock))|"
        r"\bburgl\w+|\bintruders?\b|\bkick\w*\s+in\b|\b(?:someone|somebody|they|thie\w+|he)\s+(?:has\s+|have\s+)?(?:broke\w*|forced)\b"
        r".{0,30}\b(?:door|lock|window)\b.{0,80}\b(?:gone|stole\w*|took|taken|night|lock)\b",
        r"\b(?:someone|somebody|stranger\w*|they|thie\w+|he)\b.{0,15}\b(?:tr(?:y|ied|ying)|attempt\w*)\s+to\s+(?:force|break|pry|"
        r"get\s+in)\w*\b",
        r"\b(?:gave|got|get|gives?)\s+(?:me\s+|him\s+|her\s+)?(?:a|an)\s+(?:\w+\s+)?shock\b|\bfuse\s?box\b.{0,25}\b(?:smok|burn|smell|"
        r"crackl|melt|hot)\w*|\b(?:smell|burn)\w*\b.{0,25}\bfuse\s?box\b|\bscorch\w*",
        r"\bspark(?:s|ed|ing)?\b|\belectric(?:al)?\s+shock\b|\b(?:live|exposed|bare)\s+(?:wires?|"
        r"cables?)\b",
        r"\bcarbon\s+monoxide\b|\bco\s+(?:alarm|detector|sensor)\b",
        r"\bsewage\b.{0,30}\b(?:com\w+|flow\w*|ris\w+|back\w*|up|into|out|bubbl\w+|over|everywhere)\b",
        r"\b(?:lift|elevator)\b.{0,90}\b(?:trapped|people|inside|someone\s+in|me\s+in)\b|"
        r"\b(?:stuck|trapped)\s+in(?:side)?\s+(?:the\s+|a\s+)?(?:lift|elevator)\b",
        r"\bceiling\b.{0,25}\b(?:collaps\w+|came\s+down|fell|falling|caved)\b",
        r"\b(?:knife|gun|weapon|unconscious|bleeding|can'?t\s+breathe|can'?t\s+get\s+up|suicid\w+)\b",
    )
)
TO_MONEY_AND_DATA = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bcard\b.{0,25}\bused\s+(?:in|at|by)\b",
        r"\b(?:fraud\w*|phish\w*|scam\w*|hackers?|hacking|skimm\w*|unauthori[sz]ed)\b",
        r"\b(?:accounts?|cards?|savings|wallet)\b.{0,30}\bemptied\b|\bemptied\b.{0,30}\b(?:accounts?|cards?|savings|wallet)\b",
        r"\b(?:been|was|were|is|are|got|gets?|getting)\s+hacked\b|\bhacked\s+(?:my|our|into|me|us|account)\b",
        r"\b(?:logged|got|broke)\s+in(?:to)?\s+(?:to\s+)?my\s+(?:\w+\s+)?account\b|\bdata\s+(?:leak|breach)\b|\bother\s+(?:people|"
        r"customers?|tenants?)(?:'?s|s')?\s+(?:\w+\s+)?(?:invoices|names|data|documents|letters|addresses)\b",
        r"\b(?:payments?|charges?|transfers?)\b.{0,40}\b(?:know\s+nothing|never\s+heard|nothing\s+to\s+do\s+with)\b",
        r"\b(?:money|salary|savings|\d+)\b.{0,20}\b(?:gone|missing|disappeared)\b.{0,15}\baccount\b",
        r"\b(?:payments?|transactions?|purchases?|transfers?|charges?|withdrawals?)\b.{0,50}\b(?:never|not|"
        r"didn'?t|don'?t)\b.{0,12}\b(?:ma[dk]e|authori[sz]\w+|recogni[sz]e|mine|me)\b",
        r"\b(?:someone|somebody|they'?re?|thie\w+)\b.{0,20}\b(?:withdrew|us(?:ed|ing)\s+my\s+card|"
        r"stealing|buying)\b",
    )
)
STANDSTILL = re.compile(
    r"\b(?:nobody|no\s+one|none\s+of\s+us)\b.{0,40}\bcan\b|"
    r"\b(?:whole|entire|all\s+(?:of\s+)?our)\s+(?:\w+\s+)?(?:company|team|office|staff|workspace|site|shop|system|"
    r"platform)\b.{0,40}\b(?:down|empty|gone|offline|locked|stopped|can'?t|cannot|wiped|deleted)\b|"
    r"\b(?:production|everything|all\s+(?:our\s+)?data)\s+(?:is|has|was)\s+(?:been\s+)?(?:down|gone|wiped|deleted|lost)\b",
    re.I,
)
DANGERS = TO_PEOPLE_AND_HOMES + TO_MONEY_AND_DATA
# What drips or leaks there is critical only where a danger is named.
_FITTINGS = r"(?:taps?|faucets?|sinks?|shower\s?heads?|cisterns?|toilets?|dishwashers?|washing\s+machines?)"
SMALL_LEAK = re.compile(
    rf"\b{_FITTINGS}\b.{{0,30}}\b(?:drip|leak)|\b(?:drip|leak)\w*\b.{{0,30}}\b{_FITTINGS}\b", re.I
)
NO_HURRY = re.compile(
    r"\b(?:no|not\s+in\s+(?:a|any))\s+(?:real\s+)?(?:rush|hurry)\b|\bnot\s+(?:very\s+|so\s+|"
    r"that\s+)?urgent\b|\bwhenever\b|"
    r"\bsome\s+day\b|\blow\s+priority\b",
    re.I,
)
VULNERABLE = re.compile(
    r"\b(?:bab(?:y|ies)|newborn|infant|toddlers?|pregnant|elderly|wheelchair|disabled|asthma|"
    r"insulin|oxygen|"
    r"grand(?:ma|mother|pa|father)|(?:7|8|9)\d\s*(?:years|yo)?|sick|ill|allergic|migraines?|cough\w*)\b",
    re.I,
)
PRESSING = re.compile(
    r"\b(?:urgent\w*|immediately|asap|emergency|dangerous|unsafe|(?:don'?t|not)\s+feel\s+safe|threaten\w*|"
    r"locked\s+out|only\s+toilet|fell|injur\w+|hurt)\b",
    re.I,
)


def tells_of_danger(text: str) -> bool:
    return any(danger.search(text) for danger in DANGERS)


def stops_all_work(text: str) -> bool:
    return STANDSTILL.search(text) is not None


def threatens_people(text: str) -> bool:
    return any(danger.search(text) for danger in TO_PEOPLE_AND_HOMES)


def threatens_money_or_data(text: str) -> bool:
    return any(danger.search(text) for danger in TO_MONEY_AND_DATA)


def is_surely_critical(text: str) -> bool:
    """Whether what is told of an issue sounds critical without naming a danger. Of what is hardly written in
    words the model knows nothing."""
    if sum(character.isalpha() or character.isspace() for character in text) < IN_WORDS * len(text):
        return False
    chances = tuned.judge([(text, "")]).chances("priority")[0]
    return bool(chances[LEVELS.index("critical")] >= SURELY_CRITICAL)


def urgency_of(chances: Mapping[str, float], said: Sequence[str], category: str) -> Urgency:
    """`said` are the issue's clauses, `chances` what the classifier makes of them."""
    stated = [text for text in said if not has("resolved", text)]
    # Also over all of it: "the lift is stuck" and "there are people in it" are one danger.
    if any(tells_of_danger(text) for text in (*stated, " ".join(stated))):
        return "critical"
    if any(NO_HURRY.search(text) for text in said):
        return "low"
    level = max(range(3), key=lambda place: chances[LEVELS[place]])
    if chances["critical"] >= LIKELY_CRITICAL and not any(SMALL_LEAK.search(text) for text in stated):
        return "critical"
    if level < 2 and any(PRESSING.search(text) for text in stated):
        return "high"
    if category == "maintenance" and level == 1 and any(VULNERABLE.search(text) for text in stated):
        return "high"
    return LEVELS[level]
