"""The job behind a draft: think outside of any transaction, then keep the draft and its run in one."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction

from accounts.locking import lock
from agent.drafting.asking import tell_pages
from agent.drafting.question import load_question
from agent.guiding.guide import Guide, guidance_for
from agent.models import FAIRLY_SURE, Draft, Run
from agent.respond.decision import Decision
from agent.respond.looking import look_up, word_answer
from agent.respond.recording import record_run
from agent.respond.situation import Situation
from agent.respond.sources import citations_of
from agent.respond.trace import Trace
from agent.respond.understand import understand
from ai.errors import AIError
from conversations.jobs import Claim
from knowledge.retrieval import Hit, Retrieval
from tickets.models import EscalationReason, Ticket
from tickets.services.timeline import lock_ticket

OFFERS_AT_MOST = 3
# Below both of these an article has nothing to do with the question.
OFFER_VECTOR = 0.25
OFFER_LEXICAL = 0.3

logger = structlog.get_logger(__name__)


def write_draft(claim: Claim, *, draft_id: int) -> None:
    """Word the draft, or say that there is none to be had; nothing is made of one discarded meanwhile."""
    draft = Draft.objects.select_related("message", "tenant").get(pk=draft_id)
    if draft.state != Draft.State.WRITING:
        return
    ticket = Ticket.objects.for_detail().get(pk=draft.ticket_id)
    situation, trace = load_question(ticket, draft.message), Trace()
    try:
        decision = _think(situation, trace)
    except AIError as error:
        logger.warning("draft_failed", draft=draft_id, error=str(error))
        with claim.finish():
            give_up_draft(draft_id=draft_id)
        return
    with claim.finish():
        lock_ticket(ticket)
        if lock(draft).state == Draft.State.WRITING:
            _keep(draft, ticket, situation, decision, trace)


@transaction.atomic
def give_up_draft(*, draft_id: int) -> None:
    draft = Draft.objects.select_related("ticket").get(pk=draft_id)
    lock_ticket(draft.ticket)
    if lock(draft).state == Draft.State.WRITING:
        draft.state = Draft.State.FAILED
        draft.save()
        tell_pages(draft.ticket)


def _think(situation: Situation, trace: Trace) -> Decision:
    if not situation.question:
        return Decision(Run.Decision.OFFER, "No message asks for anything.")
    situation = understand(situation, trace)
    retrieval = look_up(situation, trace)
    if not retrieval.hits:
        return Decision(Run.Decision.OFFER, "No published article matches.", retrieval=retrieval)
    guide = Guide(guidance_for(situation))
    answer = word_answer(situation, retrieval, trace, guidance=guide.guidance, tool="draft")
    checked = guide.check(answer, trace, about=situation.question)
    kept: dict[str, Any] = {"answer": answer, "retrieval": retrieval}
    with trace.step("decide") as found:
        found.update(kind=answer.kind, confidence=answer.confidence, threshold=FAIRLY_SURE)
    if checked.blocked_by:
        because = f"{checked.blocked_by.rule.words}. {checked.blocked_by.why}"
        return Decision(Run.Decision.OFFER, because, reason=EscalationReason.GUARDRAIL, **kept)
    # A member reads it before the customer does, so the channel's own threshold does not count here.
    if answer.kind == "answer" and answer.confidence >= FAIRLY_SURE:
        because = f"Confidence {answer.confidence:.2f} carries a draft."
        cited = citations_of(answer, retrieval)
        return Decision(Run.Decision.SUGGEST, because, body=checked.text, citations=cited, **kept)
    if answer.kind == "clarify" and answer.clarifying_question:
        because = "The question is too vague to search for."
        return Decision(Run.Decision.SUGGEST, because, body=answer.clarifying_question, **kept)
    return Decision(
        Run.Decision.OFFER, f"Confidence {answer.confidence:.2f} does not carry an answer.", **kept
    )


def _keep(draft: Draft, ticket: Ticket, situation: Situation, decision: Decision, trace: Trace) -> None:
    draft.run = record_run(ticket, situation, decision, trace, kind=decision.kind, purpose=Run.Purpose.DRAFT)
    is_sure = decision.kind == Run.Decision.SUGGEST
    draft.state = Draft.State.READY if is_sure else Draft.State.UNSURE
    draft.text, draft.citations = decision.body, decision.citations
    draft.offers = [] if is_sure or decision.retrieval is None else _offers(decision.retrieval)
    draft.fallback_from = decision.answer.fallback_from if decision.answer else ""
    draft.save()
    tell_pages(ticket)


def _offers(retrieval: Retrieval) -> list[dict[str, str]]:
    """The nearest articles, each with the passage that came nearest."""
    best: dict[int, Hit] = {}
    for hit in retrieval.hits:
        if (hit.vector or 0) >= OFFER_VECTOR or (hit.lexical or 0) >= OFFER_LEXICAL:
            best.setdefault(hit.article_id, hit)
    return [
        {"title": hit.title, "slug": hit.slug, "heading": hit.heading, "text": hit.text}
        for hit in list(best.values())[:OFFERS_AT_MOST]
    ]
