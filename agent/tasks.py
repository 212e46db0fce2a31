from __future__ import annotations

from celery import shared_task

from accounts.models import Tenant
from agent.brief import write_brief
from agent.chat.analysing import analyse_chat, give_up_analysis
from agent.chat.following import follow_messages
from agent.drafting.settling import settle_drafts
from agent.drafting.writing import give_up_draft, write_draft
from agent.forgetting import forget_message
from agent.gaps.finding import find_gaps, note_failure, start_where_something_is_new
from agent.guiding.backtesting import give_up_backtest, run_batch
from agent.handover_mail import give_up_mail, mail_handover
from agent.learning import learn_where_enough
from agent.outcomes.retrying import give_up_retry, try_again
from agent.outcomes.silence import settle_the_silent
from agent.respond import give_up, respond
from agent.summary import give_up_summary, write_summary
from agent.transcript.attaching import keep_transcript
from agent.transcript.mailing import give_up_transcript_mail, mail_transcript
from agent.triage.correcting import note_correction
from agent.triage.profile import measure_issues
from agent.triage.reading_on import read_on
from agent.triage.tickets import give_up_new_ticket, settle_triage, triage_new_ticket
from agent.triage.training import train_categories
from agent.triage.upkeep import forget_old_triages, start_what_is_due
from agent.triage.workflow import give_up as give_up_triage
from agent.triage.workflow import look_after
from conversations.jobs import Claim, job
from tickets.models import Ticket


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


@job("agent.analyse_chat", attempts=3, on_failure=give_up_analysis)
def analyse_chat_job(claim: Claim, *, message_id: int) -> None:
    analyse_chat(claim, message_id=message_id)


@job("agent.follow_messages")
def follow_messages_job(claim: Claim, *, tickets: list[int]) -> None:
    with claim.finish():
        follow_messages(tickets)


@job("agent.transcript")
def transcript_job(claim: Claim, *, event_id: int) -> None:
    keep_transcript(claim, event_id=event_id)


@job("agent.mail_transcript", attempts=8, on_failure=give_up_transcript_mail)
def mail_transcript_job(claim: Claim, *, event_id: int) -> None:
    mail_transcript(claim, event_id=event_id)


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


@job("agent.triage", attempts=4, on_failure=give_up_triage)
def triage_job(claim: Claim, *, thread_id: str, times: int) -> None:
    look_after(thread_id, times=times)


@job("agent.triage_ticket", attempts=4, on_failure=give_up_new_ticket)
def triage_ticket_job(claim: Claim, *, ticket_id: int) -> None:
    triage_new_ticket(ticket_id=ticket_id)


@job("agent.triage_read_on")
def triage_read_on_job(claim: Claim, *, ticket_id: int) -> None:
    ticket = Ticket.objects.select_related("tenant").filter(pk=ticket_id).first()
    with claim.finish():
        # One that was opened from a chat may have been taken back.
        if ticket is not None:
            read_on(ticket)


@job("agent.triage_decided")
def triage_decided_job(claim: Claim, *, thread_id: str) -> None:
    with claim.finish():
        settle_triage(thread_id=thread_id)


@job("agent.note_correction")
def note_correction_job(claim: Claim, *, ticket_id: int) -> None:
    with claim.finish():
        note_correction(ticket_id=ticket_id)


@job("agent.forget_message")
def forget_message_job(claim: Claim, *, message_id: int) -> None:
    with claim.finish():
        forget_message(message_id=message_id)


@job("agent.measure_issues", attempts=3)
def measure_issues_job(claim: Claim, *, tenant_id: int) -> None:
    measure_issues(Tenant.objects.get(pk=tenant_id))


@job("agent.train_categories", attempts=2)
def train_categories_job(claim: Claim, *, tenant_id: int) -> None:
    train_categories(Tenant.objects.get(pk=tenant_id))


@shared_task(name="agent.keep_triage_up")
def keep_triage_up() -> None:
    start_what_is_due()


@shared_task(name="agent.forget_old_triages")
def forget_triages() -> None:
    forget_old_triages()
