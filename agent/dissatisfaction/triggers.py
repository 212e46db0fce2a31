"""The words at which conversations were handed over."""

from __future__ import annotations

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Left
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Tenant
from agent.models import Signal
from tickets.inbox.facets import Facet, Option
from tickets.models import EscalationReason, Ticket

# A signal without a phrase goes by its kind.
KIND_MARK = "~"
# What the rows below are annotated with.
WORDS: str = "words"
OPTIONS_AT_MOST = 30


def signals_of(rows: QuerySet[Ticket]) -> QuerySet[Signal]:
    """The signals that led to their escalation, each with `words`: its phrase, or its kind."""
    reasons = [EscalationReason.DISSATISFACTION, EscalationReason.CUSTOMER_ASKED]
    led = Signal.objects.filter(
        dissatisfaction__ticket__in=rows.filter(escalation_reason__in=reasons).order_by().values("pk"),
        created_at__lte=F("dissatisfaction__ticket__escalated_at"),
    )
    kind = Concat(Value(KIND_MARK), "kind", output_field=CharField())
    return led.annotate(**{WORDS: Case(When(phrase="", then=kind), default=Left("phrase", 100))})


def phrase_label(words: str) -> str:
    kind = words.removeprefix(KIND_MARK)
    if kind != words and kind in Signal.Kind.values:
        return str(Signal.Kind(kind).label)
    return f"“{words}”"


def _escalated_at(words: str, member: Member) -> Q:
    signals = signals_of(Ticket.objects.open_to(member)).filter(**{WORDS: words})
    return Q(pk__in=signals.values("dissatisfaction__ticket"))


def _words_of(tenant: Tenant) -> list[Option]:
    signals = signals_of(Ticket.objects.for_tenant(tenant).public()).order_by(WORDS)
    words = signals.values_list(WORDS, flat=True).distinct()[:OPTIONS_AT_MOST]
    return [Option(one, phrase_label(one)) for one in words]


FACET = Facet("words", _("Escalated at"), _escalated_at, own=_words_of, name_any=phrase_label)
