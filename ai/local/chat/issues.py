"""From clauses to issues: what is work to be done, and which clauses speak of the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from ai.embeddings.minilm import Array
from ai.local import tuned
from ai.local.chat.answered import is_answered, is_promised, is_question
from ai.local.chat.clauses import Clause, clauses_of, is_long, tells_of_trouble
from ai.local.chat.courtesies import to_the_point
from ai.local.chat.cues import has
from ai.local.chat.urgency import tells_of_danger
from ai.types import ThreadMessage

# From here on a clause begins an issue; whether it is worth a ticket is decided later, by the bar.
CANDIDATE = 0.35
SAME_TOPIC = 0.45
SAME_MESSAGE = 0.25
# A second matter in the same breath is announced; without a word of it, two pieces mostly tell of one.
ANNOUNCED = re.compile(
    r"^\W*(?:(?:oh|and|so|ok|yes|actually|thx|thanks)\W+)*(?:also|another|besides|btw|"
    r"by\s+the\s+way|on\s+top|secondly|"
    r"second|third|plus|one\s+more|then)\b|\balso\b",
    re.I,
)
ASKS_FOR_ACTION = re.compile(r"^\W*(?:\w+\W+){0,3}(?:please|pls|(?:can|could)\s+(?:you|it|i|we))\b", re.I)
UNANNOUNCED = 0.2
FAR = 0.1
SURELY_NEW = 0.9
# So likely an issue begins one beside another without a word of it.
ANOTHER = 0.9
NAMED_SETTLED, UNNAMED_SETTLED = 0.15, 0.45
STILL_WORK = 0.7
# So surely a message tells of work that its only clause is what it tells of, be it worded as a detail.
TELLS_OF_WORK = 0.7
# What is right again is either named, or spoken of without its name.
IS_NAMED = 0.5
UNNAMED = re.compile(
    r"\b(?:never\s?mind|forget|false\s+alarm|all\s+(?:good|sorted|fine)|everything|no\s+need|cancel|"
    r"close|mistake|"
    r"(?:fixed|repaired|solved|sorted|found|settled)\b|(?:it|that|this|they)\b)",
    re.I,
)
# A detail goes to the issue that it is near to, else to the one spoken of last.
NEAR = 0.35
VAGUE = re.compile(
    r"\b(?:i|we)(?:'ve|\s+have|\s+got)?\s+(?:a|an|another|some)?\s*(?:problem|issue|question|"
    r"complaint)s?\b|"
    r"\bsomething(?:'s|\s+is)?\s+(?:is\s+)?(?:broken|wrong)\b|\bneed\s+(?:some\s+)?help\b|"
    r"\bthere(?:'s|\s+is)\s+an?\s+(?:issue|problem)\b",
    re.I,
)


# What would be done if something happened, and what happened long ago, is nobody's work now.
SUPPOSED = re.compile(
    r"^\W*(?:if\b.*\b(?:who|what|where|would|should)\b|(?:what|who|where|how)\b.*\b(?:if|when)\b)|"
    r"\b(?:tell\s+me|ask|wondering)\s+(?:you\s+)?(?:when|what|where|how|if|whether|who)\b",
    re.I,
)
IF = re.compile(r"\W*(?:(?:and|but|so|what)\s+)?if\b", re.I)
PASSING = re.compile(
    r"^\W*(?:(?:hi|hello|hey)\W+)?(?:thanks?|thank\s+you|thx|cheers|just\s+(?:so\s+you\s+know|(?:wanted|want)\s+to\s+(?:say|"
    r"tell\s+you|let\s+you\s+know))|fyi|for\s+your\s+information)\b",
    re.I,
)
TROUBLE = ("problem", "not_working", "stops", "noise")
# A danger is taken for an issue at least this surely, unless the words around it say that nothing happened.
DANGER_AT_LEAST = 0.75
DANGER_BELIEVED = 0.25
# So likely critical is a danger in whatever words.
SOUNDS_CRITICAL = 0.9
ASKED_BELIEVED = 0.5
PROMISED_AT_LEAST = 0.75
CLAUSE_HEADS: tuple[tuned.Head, ...] = ("clause", "category", "priority")


# Says what it will be about, and not yet what.
TOPIC = re.compile(r"^\W*(?:it'?s|it\s+is|it\s+has)\s+(?:about|regarding|to\s+do|with)\b", re.I)


# By identity: vectors do not compare to one truth, and the same words said twice are two readings.
@dataclass(eq=False)
class Read:
    """A clause with what the tuned model makes of it: the chance of each label, the most likely category, and
    how likely it is critical.

    `matters` is how likely its message, within the chat, tells of work that is still to be done; in a long
    message how likely it does by itself.
    """

    clause: Clause
    vector: Array
    chances: dict[str, float]
    kind: str
    critical: float
    matters: float

    @property
    def label(self) -> str:
        """Problems are easily missed among chit-chat: a candidate counts before anything else."""
        if self._is_settled:
            return "resolved"
        if self.is_supposed or self.is_said_in_passing:
            return "chat"
        if self.is_danger:
            return "issue"
        if self.chances["issue"] >= CANDIDATE and self.chances["issue"] >= self.chances["chat"] * 0.8:
            return "issue"
        return "detail" if self.chances["detail"] >= self.chances["chat"] else "chat"

    @property
    def _is_settled(self) -> bool:
        """Without a word for it, only in a message that tells of no work: "froze it" may mean a card. In a
        letter much has such a word."""
        chance = self.chances["resolved"]
        if has("resolved", self.clause.text) and not is_long(self.clause.message):
            return chance >= NAMED_SETTLED
        return chance >= max(UNNAMED_SETTLED, self.chances["issue"]) and self.matters < STILL_WORK

    @property
    def is_supposed(self) -> bool:
        text = self.clause.text
        if IF.match(text) and "?" in self.clause.message.text:
            return True
        return SUPPOSED.search(text) is not None or (has("past", text) and not has("money", text))

    @property
    def is_said_in_passing(self) -> bool:
        """Thanks, or news, in a message that tells of nothing wrong."""
        said = self.clause.message.text
        return PASSING.search(said) is not None and not any(has(cue, said) for cue in TROUBLE)

    @property
    def is_danger(self) -> bool:
        text = self.clause.text
        if self.is_supposed or has("resolved", text):
            return False
        is_named = tells_of_danger(text)
        believed = DANGER_BELIEVED if is_named and not has("question", text) else ASKED_BELIEVED
        sounds_so = self.critical >= SOUNDS_CRITICAL and not self.is_said_in_passing
        return self.chances["issue"] >= believed and (is_named or sounds_so)

    @property
    def chance(self) -> float:
        """How likely it is work for somebody."""
        return max(self.matters, DANGER_AT_LEAST if self.is_danger else 0.0)


@dataclass(eq=False)
class Issue:
    """`stated` are the clauses that say what it is, `details` those that say more about it."""

    stated: list[Read]
    details: list[Read] = field(default_factory=list)
    is_resolved: bool = False
    is_promised: bool = False

    @property
    def chance(self) -> float:
        return max(*(read.chance for read in self.stated), PROMISED_AT_LEAST if self.is_promised else 0.0)

    @property
    def said(self) -> list[Read]:
        """In the order of the chat."""
        return sorted([*self.stated, *self.details], key=lambda read: read.clause.message.id)

    @property
    def message_ids(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(read.clause.message.id for read in self.said))

    @property
    def kind(self) -> str:
        return self.stated[0].kind

    def nearness(self, vector: Array) -> float:
        return float(max(read.vector @ vector for read in self.stated))


def find_issues(messages: Sequence[ThreadMessage]) -> tuple[list[Issue], list[Read]]:
    """The issues that stand at the end of the chat, and every clause as it was read."""
    # Who is polite tells of work no less, but the model has mostly read "hi" and "thanks" beside small talk.
    messages = [
        message.model_copy(update={"text": to_the_point(message.text)})
        if message.role == "customer"
        else message
        for message in messages
    ]
    reads, asked = list(_read(messages)), _after_a_question(messages)
    with_issue = frozenset(read.clause.message.id for read in reads if read.label == "issue")
    issues: list[Issue] = []
    current_one: Issue | None = None
    for read in reads:
        label = _label(read, current_one, asked, with_issue)
        if label == "issue":
            current_one = _state(read, issues, current_one)
        elif label == "resolved":
            _resolve(read, issues)
        elif label == "detail" and current_one is not None:
            target = _nearest(read, issues, at_least=NEAR) or current_one
            target.details.append(read)
    for issue in issues:
        issue.is_promised = _was_promised(issue, messages)
    return [issue for issue in issues if not (issue.is_resolved or _was_answered(issue, messages))], reads


def _was_promised(issue: Issue, messages: Sequence[ThreadMessage]) -> bool:
    """It was a question that somebody said they would look into."""
    asked = [read for read in issue.stated if is_question(read.clause.text)]
    return any(
        read.chances["issue"] >= ASKED_BELIEVED and is_promised(read.clause.message, messages)
        for read in asked
    )


def _was_answered(issue: Issue, messages: Sequence[ThreadMessage]) -> bool:
    """It was a question, the answer came at once, and the customer had nothing to add."""
    latest = issue.stated[-1].clause.message
    has_more = any(read.clause.message.id > latest.id for read in issue.details)
    return (
        not has_more
        and all(is_question(read.clause.text) for read in issue.stated)
        and is_answered(latest, messages)
    )


def _after_a_question(messages: Sequence[ThreadMessage]) -> frozenset[int]:
    """The customer's messages that come right after a question of the team or the AI."""
    pairs = pairwise(messages)
    return frozenset(
        later.id
        for earlier, later in pairs
        if later.role == "customer" != earlier.role and earlier.text.rstrip().endswith("?")
    )


def _label(read: Read, current_one: Issue | None, asked: frozenset[int], with_issue: frozenset[int]) -> str:
    """As it reads by itself; but what answers a question about an issue is seldom another one, and a detail
    of nothing that was told is what is told: "the light flickers"."""
    is_of_nothing = current_one is None and read.clause.message.id not in with_issue
    if read.label == "detail" and is_of_nothing and read.matters >= TELLS_OF_WORK:
        return "issue"
    is_answer = current_one is not None and read.clause.message.id in asked
    if read.label == "issue" and is_answer and not ANNOUNCED.search(read.clause.text):
        assert current_one is not None
        is_weak = read.chances["issue"] < SURELY_NEW
        is_about = current_one.nearness(read.vector) >= UNANNOUNCED or read.kind == current_one.kind
        return "detail" if is_weak or is_about else "issue"
    return read.label


def _read(messages: Sequence[ThreadMessage]) -> Iterator[Read]:
    clauses = [clause for message in messages if message.role == "customer" for clause in clauses_of(message)]
    if not clauses:
        return
    texts = [_in_context(clause, clauses, place) for place, clause in enumerate(clauses)]
    judged = tuned.judge([(text, "") for text in texts])
    labels, kinds, urgencies = (judged.chances(head) for head in CLAUSE_HEADS)
    matters, alone = _matters(messages), judged.chances("matters")[:, 1]
    for place, clause in enumerate(clauses):
        yield Read(
            clause=clause,
            vector=judged.vectors[place],
            chances=dict(zip(tuned.LABELS["clause"], map(float, labels[place]), strict=True)),
            kind=tuned.LABELS["category"][int(kinds[place].argmax())],
            critical=float(urgencies[place, -1]),
            matters=_matters_alone(clause, alone[place])
            if is_long(clause.message)
            else matters[clause.message.id],
        )


def _matters_alone(clause: Clause, chance: float) -> float:
    """Of a long message only what has a word for it begins an issue."""
    return float(chance) if tells_of_trouble(clause.text) else 0.0


def _matters(messages: Sequence[ThreadMessage]) -> dict[int, float]:
    """How likely each message of the customer tells of work. A question that waits for its answer settles
    nothing, so it is not read beside them."""
    waits = messages[-1].role != "customer" and messages[-1].text.rstrip().endswith("?")
    heard = messages[:-1] if waits else messages
    said = [(message.role == "customer", message.text) for message in heard]
    asked = [place for place, (by_customer, _text) in enumerate(said) if by_customer]
    pairs = [(said[place][1], tuned.around_message(said, place)) for place in asked]
    chances = tuned.judge(pairs).chances("matters")[:, 1]
    return {messages[place].id: float(chance) for place, chance in zip(asked, chances, strict=True)}


def _in_context(clause: Clause, clauses: Sequence[Clause], place: int) -> str:
    """The clause; after "something is broken", what answers the question of what it is means more."""
    before = clauses[place - 1] if place else None
    is_answer = (
        not TOPIC.search(clause.text)
        and clause.is_first
        and len(clause.text.split()) <= 6
        and not has("question", clause.text)
    )
    if before and is_answer and VAGUE.search(before.text) and before.message != clause.message:
        return f"{before.text}: {clause.text}"
    return clause.text


def _state(read: Read, issues: list[Issue], current_one: Issue | None) -> Issue:
    """The issue that the clause speaks of, a new one where it is none of those that stand."""
    standing = [issue for issue in issues if not issue.is_resolved]
    for issue in sorted(standing, key=lambda one: -one.nearness(read.vector)):
        if _is_same(read, issue, is_current=issue is current_one):
            issue.stated.append(read)
            return issue
    if current_one in standing and not _is_another(read, current_one):
        current_one.details.append(read)
        return current_one
    issues.append(Issue([read]))
    return issues[-1]


def _is_another(read: Read, current_one: Issue) -> bool:
    """What is about nothing that was told before may still only say more about it: "school's out soon"."""
    text = read.clause.text
    if read.is_danger or ANNOUNCED.search(text):
        return True
    names_trouble = any(has(cue, text) for cue in (*TROUBLE, "request", "money"))
    return read.chances["issue"] >= ANOTHER and (names_trouble or read.kind != current_one.kind)


def _is_same(read: Read, issue: Issue, *, is_current: bool) -> bool:
    text, near = read.clause.text, issue.nearness(read.vector)
    is_announced = ANNOUNCED.search(text) is not None
    if near >= SAME_TOPIC:
        return True
    if is_announced or not is_current:
        return False
    if is_long(read.clause.message) and tells_of_trouble(text) and not read.clause.goes_on:
        # Between two troubles of a letter lies much else.
        return False
    if ASKS_FOR_ACTION.search(text) and not has("problem", text) and near >= FAR:
        return True
    kind = read.kind
    same_kind = kind == issue.kind
    if read.clause.goes_on and issue.stated[-1].clause.message.id == read.clause.message.id:
        return same_kind or kind == "other" or near >= FAR
    if issue.stated[-1].clause.message.id == read.clause.message.id:
        return near >= (UNANNOUNCED if same_kind else FAR if kind == "other" else SAME_MESSAGE)
    goes_on = has("follow_up", text) and read.chances["issue"] < 0.8
    return same_kind and (goes_on or near >= UNANNOUNCED)


def _resolve(read: Read, issues: list[Issue]) -> None:
    standing = [issue for issue in issues if not issue.is_resolved]
    issue = _nearest(read, standing, at_least=IS_NAMED)
    if issue is None and standing and _is_meant(read, standing[-1]):
        issue = standing[-1]
    if issue is not None:
        issue.is_resolved = True


def _is_meant(read: Read, issue: Issue) -> bool:
    """It names nothing, or one message tells of trouble and its end: "it beeped, I changed the battery"."""
    is_same_message = issue.stated[-1].clause.message.id == read.clause.message.id
    return is_same_message or UNNAMED.search(read.clause.text) is not None


def _nearest(read: Read, issues: Sequence[Issue], *, at_least: float) -> Issue | None:
    standing = [issue for issue in issues if not issue.is_resolved]
    if not standing:
        return None
    nearness = np.array([issue.nearness(read.vector) for issue in standing])
    best = int(nearness.argmax())
    return standing[best] if nearness[best] >= at_least else None
