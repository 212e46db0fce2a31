"""Which of a period's conversations a number stands for: the figures and the lists behind them ask here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Tenant
from agent.models import Signal
from analytics.periods import Period
from conversations.models import Message
from tickets.models import EscalationReason, Ticket
from tickets.querysets import TicketQuerySet

MOST_MESSAGES = 8
# A signal without a phrase goes by its kind.
KIND_MARK = "~"
# What the rows below are annotated with.
MESSAGES: str = "messages"
WORDS: str = "words"


@dataclass(frozen=True)
class Asked:
    """`messages` is how many the customer had written by then, MOST_MESSAGES meaning that or more."""

    escalated: bool = True
    reason: str = ""
    messages: int | None = None
    phrase: str = ""

    @property
    def pairs(self) -> dict[str, str]:
        found = {
            "all": "" if self.escalated else "1",
            "reason": self.reason,
            "messages": "" if self.messages is None else str(self.messages),
            "phrase": self.phrase,
        }
        return {name: value for name, value in found.items() if value}

    def query(self, period: Period) -> str:
        more = urlencode(self.pairs)
        return f"{period.query}&{more}" if more else period.query

    @property
    def title(self) -> str:
        """What is listed, in words."""
        if not self.escalated:
            return _("All conversations")
        if self.reason:
            return _("Escalated: %(reason)s") % {"reason": EscalationReason(self.reason).label}
        if self.messages is not None:
            return _("Escalated after %(messages)s") % {"messages": messages_label(self.messages)}
        if self.phrase:
            return _("Escalated at %(phrase)s") % {"phrase": phrase_label(self.phrase)}
        return _("Escalated conversations")


def read_asked(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what makes no sense in it is left out."""
    reason, messages = query.get("reason", ""), query.get("messages", "")
    return Asked(
        escalated=not query.get("all"),
        reason=reason if reason in EscalationReason.values else "",
        messages=int(messages) if messages.isascii() and messages.isdigit() and len(messages) < 4 else None,
        phrase=query.get("phrase", "").replace("\x00", "")[:100],
    )


def opened(tenant: Tenant, period: Period) -> TicketQuerySet[Ticket]:
    """The conversations that began in the period; what was merged away goes on in another."""
    return Ticket.objects.for_tenant(tenant).filter(
        created_at__gte=period.begins, created_at__lt=period.ends, merged_into=None
    )


def tickets(tenant: Tenant, period: Period, asked: Asked) -> TicketQuerySet[Ticket]:
    """Exactly the tickets that a number counts."""
    rows = opened(tenant, period)
    if not asked.escalated:
        return rows
    rows = rows.filter(escalated_at__isnull=False)
    if asked.reason:
        rows = rows.filter(escalation_reason=asked.reason)
    if asked.messages is not None:
        at_most = "__gte" if asked.messages >= MOST_MESSAGES else ""
        rows = with_messages(rows).filter(**{f"{MESSAGES}{at_most}": min(asked.messages, MOST_MESSAGES)})
    if asked.phrase:
        signals = signals_of(rows).filter(**{WORDS: asked.phrase})
        rows = rows.filter(pk__in=signals.values("dissatisfaction__ticket"))
    return rows


def with_messages(rows: TicketQuerySet[Ticket]) -> TicketQuerySet[Ticket]:
    """Each with `messages`: how many the customer had written when it was escalated."""
    written = Message.objects.filter(
        discussion=OuterRef("discussion"),
        author=Message.Author.CUSTOMER,
        created_at__lte=OuterRef("escalated_at"),
    ).order_by()
    counted = written.values("discussion").annotate(count=Count("pk")).values("count")
    return rows.annotate(**{MESSAGES: Coalesce(Subquery(counted, output_field=IntegerField()), 0)})


def signals_of(rows: QuerySet[Ticket]) -> QuerySet[Signal]:
    """The signals that led to their escalation, each with `words`: its phrase, or its kind."""
    reasons = [EscalationReason.DISSATISFACTION, EscalationReason.CUSTOMER_ASKED]
    led = Signal.objects.filter(
        dissatisfaction__ticket__in=rows.filter(escalation_reason__in=reasons).values("pk"),
        created_at__lte=F("dissatisfaction__ticket__escalated_at"),
    )
    kind = Concat(Value(KIND_MARK), "kind", output_field=CharField())
    return led.annotate(**{WORDS: Case(When(phrase="", then=kind), default=Left("phrase", 100))})


def phrase_label(words: str) -> str:
    kind = words.removeprefix(KIND_MARK)
    if kind != words and kind in Signal.Kind.values:
        return str(Signal.Kind(kind).label)
    return f"“{words}”"


def messages_label(messages: int) -> str:
    if messages >= MOST_MESSAGES:
        return _("%(count)d messages or more") % {"count": MOST_MESSAGES}
    return ngettext("%(count)d message", "%(count)d messages", messages) % {"count": messages}
