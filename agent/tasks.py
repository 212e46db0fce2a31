from __future__ import annotations

from celery import shared_task

from agent.brief import write_brief
from agent.drafting.settling import settle_drafts
from agent.drafting.writing import give_up_draft, write_draft
from agent.gaps.finding import find_gaps, note_failure, start_where_something_is_new
from agent.guiding.backtesting import give_up_backtest, run_batch
from agent.handover_mail import give_up_mail, mail_handover
from agent.learning import learn_where_enough
from agent.outcomes.retrying import give_up_retry, try_again
from agent.outcomes.silence import settle_the_silent
from agent.respond import give_up, respond
from agent.summary import give_up_summary, write_summary
from conversations.jobs import Claim, job


@job("agent.respond", attempts=4, on_failure=give_up)
def respond_job(claim: Claim, *, message_id: int) -> None:
    respond(claim, message_id=message_id)


@job("agent.draft", attempts=2, on_failure=give_up_draft)
def draft_job(claim: Claim, *, draft_id: int) -> None:
    write_draft(claim, draft_id=draft_id)


@job("agent.settle_drafts")
def settle_drafts_job(claim: Claim, *, message_id: int) -> None:
    with claim.finish():
        settle_drafts(message_id=message_id)


@job("agent.summary", attempts=2, on_failure=give_up_summary)
def summary_job(claim: Claim, *, summary_id: int, ask: int) -> None:
    write_summary(claim, summary_id=summary_id, ask=ask)


@job("agent.brief", attempts=4)
def brief_job(claim: Claim, *, event_id: int) -> None:
    write_brief(claim, event_id=event_id)


@job("agent.mail_handover", attempts=8, on_failure=give_up_mail)
def mail_handover_job(claim: Claim, *, event_id: int) -> None:
    mail_handover(claim, event_id=event_id)


@job("agent.backtest", attempts=3, on_failure=give_up_backtest)
def backtest_job(claim: Claim, *, backtest_id: int, after: int) -> None:
    run_batch(claim, backtest_id=backtest_id, after=after)


@job("agent.find_gaps", attempts=3, on_failure=note_failure)
def find_gaps_job(claim: Claim, *, tenant_id: int) -> None:
    find_gaps(claim, tenant_id=tenant_id)


@job("agent.try_again", attempts=4, on_failure=give_up_retry)
def try_again_job(claim: Claim, *, outcome_id: int) -> None:
    try_again(claim, outcome_id=outcome_id)


@shared_task(name="agent.settle_the_silent")
def settle_the_silent_task() -> None:
    settle_the_silent()


@shared_task(name="agent.learn_from_outcomes")
def learn_from_outcomes() -> None:
    learn_where_enough()


@shared_task(name="agent.find_gaps_of_all")
def find_gaps_of_all() -> None:
    start_where_something_is_new()
