"""A chat read without any provider: the issues in it, with category, urgency and a calibrated confidence."""

import math
import re
from collections.abc import Sequence
from typing import Literal

from ai.embeddings import minilm
from ai.local import tuned
from ai.local.chat.clauses import is_long
from ai.local.chat.cues import has
from ai.local.chat.issues import Issue, Read, find_issues
from ai.local.chat.urgency import urgency_of
from ai.local.chat.wording import summary_of, title_of
from ai.types import AnalysisRequest, Insight, SuggestedTicket

# How likely an issue must be to be worth a ticket.
BAR = 0.45
# What the bar is reported as: the confidence from which on a suggestion is shown where nothing else is set.
AT_THE_BAR = 0.8
# The classifier is surer than it is right: nine of ten that it suggests of development chats are issues.
TEMPER = 0.3
INSIGHTS_AT_MOST = 8
# A category that the classifier does not know is taken for what is near to its name.
NAME_IS_NEAR = 0.4
FEEDBACK = re.compile(
    r"\b(?:love|great|friendly|wonderful|lovely|amazing|nice|quick|rude|unfriendly|terrible|awful|disappoint\w*|"
    r"satisfied|happy|unhappy|best|worst)\b",
    re.I,
)


def analyse(request: AnalysisRequest) -> tuple[tuple[SuggestedTicket, ...], tuple[Insight, ...]]:
    issues, reads = find_issues(request.messages)
    suggestions = tuple(_suggestion(issue, request) for issue in issues)
    return suggestions, _insights(list(zip(issues, suggestions, strict=True)), reads)


def kind_of(text: str) -> str:
    """The category as the engine knows it, whatever a tenant calls it."""
    return tuned.LABELS["category"][int(tuned.judge([(text, "")]).chances("category")[0].argmax())]


def confidence_of(chance: float) -> float:
    """The classifier's chance, drawn together and moved on the logistic scale, the bar to AT_THE_BAR."""
    moved = TEMPER * (_logit(chance) - _logit(BAR)) + _logit(AT_THE_BAR)
    return round(1 / (1 + math.exp(-moved)), 4)


def _logit(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(chance / (1 - chance))


def _suggestion(issue: Issue, request: AnalysisRequest) -> SuggestedTicket:
    texts = [read.clause.text for read in issue.said]
    whole = ". ".join(read.clause.text for read in issue.stated)
    # What stands beside an issue in its messages tells how bad it is, and may be another matter. A long
    # message holds too much else.
    messages = dict.fromkeys(
        read.clause.text if is_long(read.clause.message) else read.clause.message.text for read in issue.said
    )
    judged = tuned.judge([(said, "") for said in (whole, ". ".join(texts), ". ".join(messages))])
    kind = tuned.LABELS["category"][int(judged.chances("category").mean(axis=0).argmax())]
    urgency = dict(
        zip(tuned.LABELS["priority"], judged.chances("priority").mean(axis=0).tolist(), strict=True)
    )
    return SuggestedTicket(
        title=title_of(issue, kind),
        priority=urgency_of(urgency, texts, kind),
        category=_of_tenant(kind, judged.vectors[0], request.categories),
        summary=summary_of(issue, request.messages),
        confidence=confidence_of(issue.chance),
        message_ids=issue.message_ids,
    )


def _of_tenant(kind: str, vector: minilm.Array, categories: Sequence[str]) -> str:
    """The category in the tenant's own words. What fits none is `other`, else the nearest."""
    if kind in categories and kind != "other":
        return kind
    known = set(tuned.LABELS["category"])
    names = [name for name in categories if name not in known]
    if names:
        nearness = minilm.load().embed([name.replace("_", " ") for name in names]) @ vector
        best = int(nearness.argmax())
        if nearness[best] >= NAME_IS_NEAR or "other" not in categories:
            return names[best]
    return "other" if "other" in categories else categories[0]


def _kind_of_insight(text: str) -> Literal["issue", "request"]:
    return "request" if has("request", text) and not has("problem", text) else "issue"


def _insights(told: Sequence[tuple[Issue, SuggestedTicket]], reads: Sequence[Read]) -> tuple[Insight, ...]:
    """Issues and requests as they were stated, and what is praised or complained of in passing."""
    found = [
        Insight(
            type=_kind_of_insight(read.clause.text),
            content=suggestion.title,
            confidence=confidence_of(read.chance),
            context=read.clause.text,
        )
        for issue, suggestion in told
        for read in issue.stated[:1]
    ]
    said = [read for read in reads if read.label in ("chat", "resolved")]
    found += [
        Insight(
            type="feedback",
            content=read.clause.text[:200],
            confidence=round(max(read.chances["chat"], read.chances["resolved"]), 4),
            context=read.clause.message.text[:200],
        )
        for read in said
        if len(read.clause.text.split()) >= 4
        and FEEDBACK.search(read.clause.text)
        and not has("question", read.clause.text)
    ]
    return tuple(found[:INSIGHTS_AT_MOST])
