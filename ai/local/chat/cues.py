"""Words that tell more than what a text is about: that something is wrong, is right again, is only asked."""

import re

GONE = (
    r"(?:n't|not|no\s+longer|never)\s+(?:\w+\s+)?(?:drip|leak|beep|bark|smell|loud|broken|noisy|"
    r"flicker|blocked)"
)
CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.I)
    for name, pattern in {
        "problem": r"\b(?:broke\w*|brok\w*|leak\w*|drip\w*|stuck|block(?:ed|s|age|ing)|"
        r"crack\w*|damag\w*|loose|"
        r"dead|jam\w*|"
        r"fault\w*|defect\w*|smash\w*|clog\w*|overflow\w*|mou?ld\w*|rust\w*|fell|died|fail\w*|error|wrong|"
        r"missing|stolen|lost|late|dirty|cold|freez\w*|stinks?|smell\w*|rats?|mice|mouse|ants|"
        r"wasps?|bugs?)\b",
        "not_working": r"(?:n't|\bnot|\bcannot|\bcan\s?not|\bwont|\bdoesnt|\bdont|\bcant|\bisnt|\bhasnt|"
        r"\bhavent|\bdidnt|\bnever|\bno)\b",
        "stops": r"\b(?:stop\w*|went\s+(?:out|off)|turned?\s+off|out\s+of\s+order|(?:is|was|"
        r"are)\s+(?:off|out|down)|"
        r"keeps?\s+\w+ing)\b",
        "request": r"\b(?:please|pls|can\s+(?:you|someone|somebody|i|we)|could\s+(?:you|someone|"
        r"somebody|i|we)|"
        r"i(?:'d|\s+would)\s+like|i\s+(?:need|want|expect)|we\s+(?:need|want)|send|repair|fix|"
        r"update|change|cancel)\b",
        "resolved": r"\b(?:works?\s+(?:again|now|fine|perfectly)|working\s+(?:again|now)|(?:is|'s|"
        r"are|it's)\s+"
        r"(?:fixed|solved|sorted|gone|back|fine|ok|okay|quiet|good)|never\s?mind|forget\s+(?:it|"
        r"about)|false\s+alarm|"
        r"all\s+(?:good|fine|sorted|dry)|(?:fixed|repaired|solved|sorted|found)\s+(?:it|everything|my|the)|"
        r"no\s+need|(?:has|have)\s+(?:stopped|arrived)|my\s+mistake|"
        r"(?:close|cancel)\s+(?:the|that|this|my)\s+(?:one|ticket|request|case|matter|complaint|job|visit|repair)|"
        r"(?:fixed|repaired|sorted)\s+(?:\w+\s+){1,2}(?:my|our)sel(?:f|ves)|(?:do\s+not|don'?t)\s+have\s+any\s+(?:problems?|issues?|trouble)|"
        r"(?:quiet|dry|warm|off|on)\s+now|again\s+since|turned\s+up|no\s+(?:problems?|issues?|complaints?)|"
        r"(?<!not )(?<!n't )working,?\s+(?:fine|well|no)|"
        r"(?:is|are)\s+back)\b|" + GONE,
        "again": r"\b(?:again|still|yet|anymore|any\s+more)\b",
        "question": r"\?\s*$",
        "asks": r"^\W*(?:what|when|where|which|who|how|is|are|do|does|did|will|would|may|until)\b",
        "how_to": r"^\W*(?:how\s+(?:do|can|does|long|much|many)|what\s+(?:should|do|happens|if|time|"
        r"are|is)|"
        r"where\s+(?:can|do|is)|when\s+(?:do|is|are|will)|who\s+(?:do|would|pays)|if\s)\b",
        "may_i": r"(?:^|[,.:]\s*)\W*(?:may|can|could|do|am|are)\s+(?:i|we|guests)\s+(?:have\s+to|"
        r"need|keep|use|bring|paint|hang|"
        r"allowed|pay)\b",
        "is_allowed": r"\b(?:allowed|permitted|rules?)\b",
        "thanks": r"\b(?:thanks?|thx|ty|cheers|appreciate\w*|great|perfect|lovely|awesome|wonderful)\b",
        "small_talk": r"\b(?:hi|hello|hey|bye|lol|haha|regards|wishes|weekend|curious)\b",
        "past": r"\b(?:last\s+(?:year|winter|summer)|years?\s+ago|"
        r"(?:my|our)\s+(?:last|old|previous|former)\s+(?:landlord|flat|house|home|place|building|room|bank|gym|provider)|"
        r"when\s+(?:i|we)\s+(?:was|were|lived|used)|back\s+home)\b",
        "follow_up": r"^\W*(?:yes|yep|no|since|it|it's|its|they|that|this|still|same|about|"
        r"the\s+one|just|and)\b",
        "money": r"\b(?:charg\w*|bill\w*|invoice|refund\w*|fees?|paid|pay\w*|rent|deposit|debit\w*|"
        r"statement|euros?|"
        r"overdr\w+|price|owe\w*|transaction\w*|withdr\w+|receipt)\b|[€$£]",
        "noise": r"\b(?:nois\w*|loud\w*|music|party|parties|bark\w*|shout\w*|scream\w*|stomp\w*|"
        r"drill\w*|drums?|"
        r"yell\w*|quiet\s+(?:hours|time)|bass|piano)\b",
        "person": r"\b(?:neighbou?rs?|upstairs|downstairs|next\s+door|people|kids|guests?|tenants?)\b",
        "number": r"\d",
        "i": r"\b(?:i|i'm|im|i've|my|we|our|me|us)\b",
    }.items()
}


def has(name: str, text: str) -> bool:
    return CUES[name].search(text) is not None
