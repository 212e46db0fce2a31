"""What the panel "Escalations" shows."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Member
from agent.dissatisfaction.triggers import phrase_label
from analytics.charts import WIDTH, Bar, bars
from analytics.escalations.figures import TARGET, Figures, Spread, figures_of
from analytics.inbox import inbox_url
from analytics.periods import Period
from tickets.inbox.facets import MOST_BEFORE, before_label
from tickets.models import EscalationReason

# The least that the scale of the rate shows, so that the reference line has room beside it.
SCALE_AT_LEAST = 2 * TARGET


@dataclass(frozen=True)
class Panel:
    figures: Figures
    conversations_url: str
    escalated_url: str
    rate_width: float
    target_at: float
    reasons: list[Bar]
    messages: list[Bar]
    phrases: list[Bar]

    template = "analytics/_escalations.html"

    @property
    def target(self) -> float:
        return TARGET

    @property
    def is_within_target(self) -> bool:
        return self.figures.rate < TARGET

    @property
    def spread(self) -> Spread | None:
        return self.figures.spread


def build_panel(member: Member, period: Period) -> Panel:
    figures = figures_of(member, period)
    scale = max(SCALE_AT_LEAST, figures.rate)
    escalated = figures.escalated
    return Panel(
        figures=figures,
        conversations_url=_url(period),
        escalated_url=_url(period, reason="any"),
        rate_width=round(WIDTH * figures.rate / scale, 2),
        target_at=round(WIDTH * TARGET / scale, 2),
        reasons=bars(
            [
                (str(EscalationReason(reason).label), count, _url(period, reason=reason))
                for reason, count in figures.by_reason
            ],
            of=escalated,
        ),
        messages=bars(
            [
                (str(before_label(messages)), count, _url(period, before=str(messages)))
                for messages, count in _gathered(figures.by_messages)
            ],
            of=escalated,
        ),
        phrases=bars(
            [
                (phrase_label(words), count, _url(period, reason="any", words=words))
                for words, count in figures.phrases
            ],
            of=escalated,
        ),
    )


def _gathered(by_messages: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """With all the long ones in one row."""
    found: dict[int, int] = {}
    for messages, count in by_messages:
        row = min(messages, MOST_BEFORE)
        found[row] = found.get(row, 0) + count
    return sorted(found.items())


def _url(period: Period, **conditions: str) -> str:
    return inbox_url(period, merged="no", **conditions)
