"""Does a message plainly say that what was shown before it helped, or that it did not?"""

from __future__ import annotations

import re

from agent.understanding.sentences import sentences_of

_GAP = r"[\s,.!;:)(\-–—]*"
_YES = (
    r"(?:yes|yep|yeah|yup|yea|ja|oui|s[ií]|sim|tak|sure|of\s+course|absolutely|definitely|exactly|"
    r"(?:it|that|this|they|these)\s+(?:did|does|do|was\s+it|is\s+it|worked|works|helped|helps)|"
    r"(?:that|this|it)(?:'s|\s+was|\s+is)\s+(?:very\s+|really\s+)?(?:helpful|useful|it|perfect|great|what\s+i\s+(?:needed|wanted|was\s+looking\s+for))|"
    r"(?:i\s+(?:have\s+)?|i've\s+)?(?:just\s+)?found\s+it|(?:this|that)\s+one|the\s+(?:first|second|third|last)(?:\s+(?:one|article))?|"
    r"(?:problem\s+|issue\s+|all\s+)?(?:solved|sorted|fixed|resolved)|works\s+(?:now|again)|(?:very\s+|really\s+)?helpful|helped|"
    r"thanks?(?:\s+you)?|thank\s+u|thx|cheers|merci|danke|gracias|perfect|great|awesome|brilliant|excellent|👍+|✅)"
)
_NO = (
    r"(?:no|nope|nah|nein|non|n[aã]o|nie|nee|not\s+(?:really|quite|at\s+all|yet|helpful)|unfortunately(?:\s+not)?|sadly\s+not|"
    r"none(?:\s+of\s+(?:these|them|those|it))?|neither(?:\s+of\s+(?:these|them))?|still\s+not(?:hing)?|"
    r"(?:it|that|this|they|these|none\s+of\s+(?:these|them|those))\s+(?:did(?:n't|\s+not)|do(?:es)?(?:n't|\s+not)|was(?:n't|\s+not)|is(?:n't|\s+not))"
    r"(?:\s+(?:help|helpful|it|work|useful|answer(?:\s+(?:it|my\s+question))?))?(?:\s+(?:me|at\s+all|much|either))*|"
    r"did(?:n't|\s+not)\s+help|do(?:es)?(?:n't|\s+not)\s+(?:help|work)|👎+|❌)"
)
_FILLER = (
    r"(?:so\s+much|a\s+lot|very\s+much|much|it|that|this|one|again|there|all|now|then|please|you|for\s+(?:us|me|(?:the|your|this|that)\s+(?:\w+\s+)?\w+)|"
    r"me|at\s+all|works?|working|helps?|helped|sorry|bye|have\s+a\s+(?:nice|good)\s+\w+|i\s+(?:found|got)\s+it)"
)
_ONLY_YES = re.compile(rf"^{_GAP}{_YES}(?:{_GAP}(?:{_YES}|{_FILLER}))*{_GAP}$", re.IGNORECASE)
_ONLY_NO = re.compile(
    rf"^{_GAP}{_NO}(?:{_GAP}(?:{_NO}|{_FILLER}|thanks?|thank\s+you))*{_GAP}$", re.IGNORECASE
)


def says_it_helped(text: str) -> bool | None:
    """True for "yes, that worked", False for "no, none of these"; None for what tells more."""
    sentences = sentences_of(text)
    if not sentences or "?" in text:
        return None
    said = [_one(sentence) for sentence in sentences]
    if None in said:
        return None
    # "No. Thanks anyway." is a no.
    return all(said)


def _one(sentence: str) -> bool | None:
    if _ONLY_NO.match(sentence):
        return False
    return True if _ONLY_YES.match(sentence) else None
