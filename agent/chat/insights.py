"""Insights are of the chat that says them: what leaves it, by a move or by being erased, takes them along."""

from __future__ import annotations

from agent.chat.still_there import is_told_in
from agent.models import ChatAnalysis
from agent.thread import said_in
from ai.types import Insight
from tickets.models import Ticket


def keep_told_insights(ticket: Ticket, *, without: int = 0) -> None:
    """Only those that a message of the chat quotes. One that is being erased, `without`, quotes none."""
    texts = [message.body for message in said_in(ticket).public().exclude(pk=without)]
    for analysis in ChatAnalysis.objects.filter(ticket=ticket).exclude(insights=[]):
        kept = [one for one in analysis.insights if is_told_in(Insight.model_validate(one), texts)]
        if kept != analysis.insights:
            analysis.insights = kept
            analysis.save(update_fields=["insights"])
