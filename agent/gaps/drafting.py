"""From a gap to an article that is to be written: its questions, and what members answered to them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Member
from agent.models import Gap, GapQuestion
from conversations.markup import plain_text
from conversations.models import Message
from knowledge.models import Article
from knowledge.services import create_article
from knowledge.skeletons import TO_BE_WRITTEN
from tickets.models import Ticket

QUESTIONS = 8
TICKETS = 5
ANSWERS_EACH = 2
CHARACTERS = 600
TITLE_CHARACTERS = 120

_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^.,!?\n]{0,30}[.,!?\n]\s*)+", re.I
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
# What a colleague must not copy into an article by mistake. Names stay: only a reader knows them.
_PERSONAL = [
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[email]"),
    (re.compile(r"(?<!\w)\+?\d(?:[\s()/.-]{0,3}\d){5,}(?!\w)"), "[number]"),
]


@transaction.atomic
def draft_article(gap: Gap, *, by: Member) -> Article:
    """A draft to be written, never published by itself; drafting a gap twice is the same article."""
    gap = Gap.objects.select_for_update(of=("self",)).select_related("article", "tenant").get(pk=gap.pk)
    if gap.article is not None and gap.state == Gap.State.DRAFTED:
        return gap.article
    questions = questions_of(gap)
    article = create_article(
        tenant=gap.tenant, title=title_of(questions), body=_body(questions), by=by, category=""
    )
    gap.decide(Gap.State.DRAFTED, by=by, article=article)
    audit.record(tenant=gap.tenant, actor=by, action="gap.drafted", target=article)
    return article


def questions_of(gap: Gap) -> list[GapQuestion]:
    """The most central one, then the newest; without those whose message was deleted."""
    there = gap.questions.filter(run__message__deleted_at=None, run__ticket__in=Ticket.objects.public())
    there = there.select_related("run__message", "run__ticket")
    newest = list(there.order_by("-asked_at", "-pk")[:QUESTIONS])
    central = there.filter(pk=gap.central_id or 0).first()
    return [central, *(one for one in newest if one.pk != central.pk)] if central else newest


def title_of(questions: list[GapQuestion]) -> str:
    """The central question's first sentence that asks, without the greeting."""
    if not questions:
        return _("To be written")
    text = _GREETING.sub("", masked(plain_text(questions[0].run.message.body, 600)))
    sentences = [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    title = (asking or sentences or [_("To be written")])[0]
    return title if len(title) <= TITLE_CHARACTERS else title[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def masked(text: str) -> str:
    for pattern, mark in _PERSONAL:
        text = pattern.sub(mark, text)
    return text


def _body(questions: list[GapQuestion]) -> str:
    asked = [f"- {masked(plain_text(question.run.message.body, 300))}" for question in questions]
    answered = list(_answers(questions))
    parts = [
        "> "
        + _(
            "**To be written.** These are customers' questions and members' answers, not an article. Write "
            "it, and take out names, the lists and this box with the line under it."
        ),
        TO_BE_WRITTEN,
        "## " + _("What customers asked"),
        "\n".join(asked),
        "## " + _("What members answered"),
        "\n\n".join(answered) if answered else _("Nothing yet."),
    ]
    return "\n\n".join(parts)


def _answers(questions: list[GapQuestion]) -> Iterable[str]:
    """Members' public messages after the question, of the first few tickets that have any."""
    told = 0
    for question in questions:
        run = question.run
        replies = Message.objects.filter(
            discussion=run.ticket.discussion_id,
            author=Message.Author.MEMBER,
            deleted_at=None,
            pk__gt=run.message_id,
        )
        said = list(replies.public().order_by("pk")[:ANSWERS_EACH])
        for message in said:
            yield f"- {run.ticket.reference}: {masked(plain_text(message.body, CHARACTERS))}"
        told += bool(said)
        if told == TICKETS:
            return
