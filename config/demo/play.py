"""Plays a scripted history through the services a customer and a team would reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agent.outcomes.asking import question_to
from agent.outcomes.settling import answer_question
from agent.outcomes.silence import settle_the_silent
from ai.models import RESOLVE_AFTER_HOURS
from config.demo.aging import age_ticket
from config.demo.house import House
from config.demo.journeys import walk
from config.demo.promises import replay_clocks
from config.demo.suggesting import analyse, create_tickets, dismiss_suggestions, forget_to_analyse
from conversations.jobs.run import run_job
from conversations.models import Job
from tickets.csat.asking import csat_to_rate, rate
from tickets.intake import receive_message
from tickets.models import Notification, Ticket
from tickets.services import (
    add_tag,
    assign_ticket,
    change_category,
    change_priority,
    change_status,
    escalate_ticket,
    hand_back,
    post_note,
    post_reply,
)

Step = dict[str, Any]

PATIENCE = timedelta(hours=RESOLVE_AFTER_HOURS, minutes=1)


class Play:
    """One ticket's history. Every step happens now; each wait makes what has happened older."""

    def __init__(self, house: House, script: dict[str, Any], thread_key: str) -> None:
        self.house = house
        self.script = script
        self.thread_key = thread_key
        self.ticket: Ticket | None = None
        self.newest = 0

    @transaction.atomic
    def run(self) -> None:
        waited = timedelta()
        for step in self.script["step"]:
            if step["kind"] != "analyse":
                forget_to_analyse(self.newest)
            if step["kind"] == "wait":
                waited += timedelta(minutes=step["minutes"])
                self._let_pass(timedelta(minutes=step["minutes"]))
            else:
                self._steps[step["kind"]](self, step)
        forget_to_analyse(self.newest)
        self._let_pass(max(self._started_ago() - waited, timedelta()))
        if self.ticket is not None:
            replay_clocks(self.ticket)
            walk(self._now, self.script)

    def _let_pass(self, by: timedelta) -> None:
        """Time goes by, and a customer who is silent for long enough has their ticket resolved meanwhile."""
        if by > PATIENCE:
            self._age(PATIENCE)
            settle_the_silent()
            by -= PATIENCE
        self._age(by)

    def _age(self, by: timedelta) -> None:
        if self.ticket is not None:
            for ticket in Ticket.objects.filter(
                Q(pk=self.ticket.pk) | Q(from_suggestion__ticket=self.ticket)
            ):
                age_ticket(ticket, by)

    def _started_ago(self) -> timedelta:
        days = self.script["started_days_ago"]
        if "at" not in self.script:
            return timedelta(days=days)
        now = timezone.now().astimezone(self.house.tenant.zone)
        at = time.fromisoformat(self.script["at"])
        started = datetime.combine((now - timedelta(days=int(days))).date(), at, self.house.tenant.zone)
        return now - started

    def _customer(self, step: Step) -> None:
        received = receive_message(
            channel=self.house.channel,
            customer=self.house.customers[self.script["customer"]],
            thread_key=self.thread_key,
            body=step["text"],
        )
        self.ticket = received.ticket
        run_job(f"respond:{received.message.pk}")
        self.newest = received.message.pk
        self._deliver()

    def _says_whether_it_helped(self, step: Step) -> None:
        """Whether the AI answered, offered or handed over is its engine's to say; who is asked nothing says
        nothing."""
        asked = question_to(self._now)
        if asked is not None:
            customer = self.house.customers[self.script["customer"]]
            answer_question(self._now, message_id=asked.message_id, has_helped=step["helped"], by=customer)
            self._run_unfinished("agent.try_again")
            self._deliver()

    def _reply(self, step: Step) -> None:
        post_reply(self._now, by=self.house.members[step["member"]], body=step["text"])
        self._deliver()

    def _deliver(self) -> None:
        self._run_unfinished("conversations.deliver")

    def _run_unfinished(self, name: str) -> None:
        for key in list(Job.objects.unfinished().filter(name=name).values_list("key", flat=True)):
            run_job(key)

    def _note(self, step: Step) -> None:
        post_note(self._now, by=self.house.members[step["member"]], body=step["text"])

    def _assign(self, step: Step) -> None:
        ticket = self._now
        owner = self.house.members[step["member"]] if "member" in step else ticket.owner
        team = self.house.teams[step["team"]] if "team" in step else ticket.team
        assign_ticket(ticket, owner=owner, team=team, by=self.house.owner)

    def _priority(self, step: Step) -> None:
        change_priority(self._now, priority=step["priority"], by=self.house.owner)

    def _category(self, step: Step) -> None:
        change_category(self._now, category=self.house.categories[step["name"]], by=self.house.owner)

    def _tag(self, step: Step) -> None:
        add_tag(self._now, tag=self.house.tags[step["name"]], by=self.house.owner)

    def _resolve(self, step: Step) -> None:
        change_status(self._now, status=Ticket.Status.RESOLVED, by=self.house.members[step["member"]])
        # Whether the AI answered or handed over is its engine's to say: without an answer there is no rating.
        if "rating" in step and csat_to_rate(self._now) is not None:
            rate(self._now, rating=step["rating"], comment=step.get("comment"))

    def _pending(self, step: Step) -> None:
        change_status(self._now, status=Ticket.Status.PENDING, by=self.house.members[step["member"]])

    def _escalate(self, step: Step) -> None:
        escalate_ticket(self._now, reason="manual", by=self.house.members[step["member"]])

    def _hand_back(self, step: Step) -> None:
        hand_back(self._now, by=self.house.members[step["member"]])

    def _analyse(self, step: Step) -> None:
        analyse(self.newest)

    def _create_tickets(self, step: Step) -> None:
        create_tickets(self._now, by=self.house.members[step["member"]], rating=step.get("rating"))

    def _dismiss_suggestions(self, step: Step) -> None:
        dismiss_suggestions(self._now, by=self.house.members[step["member"]])

    @property
    def _now(self) -> Ticket:
        """The ticket as the services left it. A script begins with the customer."""
        if self.ticket is None:
            raise ValueError(f"{self.thread_key}: the first step must be the customer's.")
        return Ticket.objects.for_detail().get(pk=self.ticket.pk)

    _steps: dict[str, Callable[[Play, Step], None]] = {
        "customer": _customer,
        "verdict": _says_whether_it_helped,
        "reply": _reply,
        "note": _note,
        "assign": _assign,
        "priority": _priority,
        "category": _category,
        "tag": _tag,
        "resolve": _resolve,
        "pending": _pending,
        "escalate": _escalate,
        "hand_back": _hand_back,
        "analyse": _analyse,
        "create_tickets": _create_tickets,
        "dismiss_suggestions": _dismiss_suggestions,
    }


def read_what_is_old(house: House) -> None:
    """The team was at work: what they were told of longer ago than yesterday, they have seen."""
    unread = Notification.objects.for_tenant(house.tenant).unread()
    unread.filter(happened_at__lt=timezone.now() - timedelta(days=1)).update(read_at=timezone.now())


def play_all(house: House) -> int:
    """Play the histories that are not there yet; returns how many."""
    played = 0
    for number, script in enumerate(house.content.tickets, start=1):
        thread_key = f"demo:{number}"
        if not Ticket.objects.filter(channel=house.channel, thread_key=thread_key).exists():
            Play(house, script, thread_key).run()
            played += 1
    read_what_is_old(house)
    return played
