from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from agent import (
    admin_chat,  # noqa: F401
    admin_triage,  # noqa: F401
)
from agent.models import (
    Backtest,
    BacktestHit,
    Brief,
    Dissatisfaction,
    Draft,
    EscalationSettings,
    Gap,
    GapQuestion,
    GapSearch,
    Learned,
    Outcome,
    Run,
    RunPassage,
    Signal,
    Summary,
)
from tickets.admin import TicketAdmin
from tickets.models import Ticket


class RunInline(ReadOnly, admin.TabularInline[Run, Ticket]):
    model = Run
    fields = ["created_at", "decision", "reason", "confidence", "engine", "explanation"]
    ordering = ["pk"]
    show_change_link = True


# A ticket shows its runs, and knows nothing of them.
TicketAdmin.inlines.insert(0, RunInline)


class PassageInline(ReadOnly, admin.TabularInline[RunPassage, Run]):
    model = RunPassage
    fields = ["rank", "title", "lexical", "vector", "score", "is_cited"]
    show_change_link = True


@admin.register(Run)
class RunAdmin(ReadOnly, HubAdmin[Run]):
    """Why the AI said what it said."""

    list_display = [
        "id", "created_at", "tenant", "ticket", "purpose", "decision", "reason", "confidence", "engine",
        "milliseconds",
    ]  # fmt: skip
    list_filter = ["tenant", "purpose", "decision", "reason", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email", "=engine", "=model"]
    search_numbers = ["pk", "ticket__number", "message_id"]
    search_help_text = _(
        "The id, the ticket's number, the message's id, the customer's email, engine or model"
    )
    fields = [
        "tenant", "ticket", "message", "purpose", "decision", "reason", "explanation", "confidence", "answer",
        "draft", "engine", "model", "milliseconds", "created_at", "steps_pretty",
    ]  # fmt: skip
    inlines = [PassageInline]
    steps_pretty = pretty_json("steps", _("steps"))

    @admin.display(description=_("took (ms)"))
    def milliseconds(self, run: Run) -> str:
        return f"{run.duration_ms:.0f}"


@admin.register(RunPassage)
class RunPassageAdmin(ReadOnly, HubAdmin[RunPassage]):
    """Which knowledge the AI was given, and whether it cited it."""

    list_display = ["id", "title", "tenant", "run", "rank", "score", "is_cited"]
    list_filter = ["run__tenant", "is_cited"]
    list_select_related = ["run__tenant"]
    ordering = ["-pk"]
    search_fields = ["title"]
    search_numbers = ["pk", "run_id", "passage_id"]
    search_help_text = _("The article's title, or an id: its own, its run's, its passage's")
    fields = ["run", "passage", "title", "rank", "lexical", "vector", "score", "is_cited"]

    @admin.display(description=_("tenant"))
    def tenant(self, passage: RunPassage) -> str:
        return str(passage.run.tenant)


@admin.register(Outcome)
class OutcomeAdmin(ReadOnly, HubAdmin[Outcome]):
    """Whether what the AI said or offered helped."""

    list_display = ["id", "created_at", "tenant", "ticket", "kind", "asks", "verdict", "how", "confidence"]
    list_filter = ["tenant", "kind", "verdict", "how", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number", "message_id", "run_id"]
    search_help_text = _("The id, the ticket's number, a message's or run's id, or the customer's email")
    fields = [
        "tenant", "ticket", "run", "message", "kind", "asks", "confidence", "verdict", "how", "helped_by",
        "settled_at", "created_at", "articles_pretty",
    ]  # fmt: skip
    articles_pretty = pretty_json("articles", _("articles"))


@admin.register(Learned)
class LearnedAdmin(ReadOnly, HubAdmin[Learned]):
    """How much more careful a tenant's customers made the AI."""

    list_display = ["id", "tenant", "kind", "engine", "shift", "helped", "examples", "learned_at"]
    list_filter = ["tenant", "kind", "engine"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["=tenant__slug"]
    search_numbers = ["pk"]
    search_help_text = _("The id, or the tenant's name in addresses")
    fields = ["tenant", "kind", "engine", "shift", "helped", "examples", "learned_at"]


@admin.register(Draft)
class DraftAdmin(ReadOnly, HubAdmin[Draft]):
    """What the AI worded for members, and whether they sent it."""

    list_display = ["id", "created_at", "tenant", "ticket", "state", "changed_share", "asked_by", "closed_by"]
    list_filter = ["tenant", "state", "created_at"]
    list_select_related = ["tenant", "ticket", "asked_by__user", "closed_by__user"]
    ordering = ["-pk"]
    search_fields = ["=asked_by__user__email"]
    search_numbers = ["pk", "ticket__number", "message_id", "run_id"]
    search_help_text = _("The id, the ticket's number, a message's or run's id, or who asked for it")
    fields = [
        "tenant", "ticket", "message", "run", "state", "asked_by", "text", "citations_pretty",
        "offers_pretty", "fallback_from", "taken_by", "taken_at", "reply", "changed_share", "closed_by",
        "closed_at", "created_at",
    ]  # fmt: skip
    citations_pretty = pretty_json("citations", _("citations"))
    offers_pretty = pretty_json("offers", _("offers"))


@admin.register(Summary)
class SummaryAdmin(ReadOnly, HubAdmin[Summary]):
    list_display = ["id", "made_at", "tenant", "ticket", "state", "engine", "times_asked"]
    list_filter = ["tenant", "state", "engine"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number or the customer's email")
    fields = [
        "tenant", "ticket", "state", "times_asked", "asked_by", "up_to_id", "engine", "model",
        "fallback_from", "made_at", "created_at", "lines_pretty",
    ]  # fmt: skip
    lines_pretty = pretty_json("lines", _("lines"))


@admin.register(Brief)
class BriefAdmin(ReadOnly, HubAdmin[Brief]):
    list_display = ["id", "created_at", "tenant", "ticket", "reason", "language", "engine"]
    list_filter = ["tenant", "reason", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number or the customer's email")
    fields = [
        "tenant", "ticket", "event", "reason", "language", "sentiment", "engine", "created_at",
        "lines_pretty",
    ]  # fmt: skip
    lines_pretty = pretty_json("lines", _("lines"))


@admin.register(Backtest)
class BacktestAdmin(ReadOnly, HubAdmin[Backtest]):
    list_display = ["id", "created_at", "tenant", "rule", "state", "done_count", "total", "caught_count"]
    list_filter = ["tenant", "state", "created_at"]
    list_select_related = ["tenant", "rule"]
    ordering = ["-pk"]
    search_fields = ["rule__name"]
    search_numbers = ["pk", "rule_id"]
    search_help_text = _("Words of the rule's name, or an id: its own, its rule's")
    fields = [
        "tenant", "rule", "conditions_pretty", "state", "since", "total", "done_count", "caught_count",
        "asked_by", "created_at", "finished_at",
    ]  # fmt: skip
    conditions_pretty = pretty_json("conditions", _("conditions"))


@admin.register(BacktestHit)
class BacktestHitAdmin(ReadOnly, HubAdmin[BacktestHit]):
    list_display = ["id", "backtest", "tenant", "ticket"]
    list_filter = ["backtest__tenant"]
    list_select_related = ["backtest__tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "backtest_id", "ticket__number"]
    search_help_text = _("The ticket's number, the customer's email, or an id: its own, its back-test's")
    fields = ["backtest", "ticket", "message", "why"]

    @admin.display(description=_("tenant"))
    def tenant(self, hit: BacktestHit) -> str:
        return str(hit.backtest.tenant)


@admin.register(Gap)
class GapAdmin(ReadOnly, HubAdmin[Gap]):
    """What customers ask and no article answers."""

    list_display = ["id", "tenant", "size", "state", "article", "decided_by", "decided_at"]
    list_filter = ["tenant", "state"]
    list_select_related = ["tenant", "article", "decided_by__user"]
    ordering = ["-pk"]
    search_fields = ["article__title"]
    search_numbers = ["pk"]
    search_help_text = _("The id, or words of the title of the article that was drafted")
    fields = ["tenant", "state", "size", "central", "article", "decided_by", "decided_at", "created_at"]


@admin.register(GapQuestion)
class GapQuestionAdmin(ReadOnly, HubAdmin[GapQuestion]):
    list_display = ["id", "tenant", "gap", "run", "asked_at"]
    list_filter = ["tenant", "asked_at"]
    list_select_related = ["tenant", "gap", "run"]
    ordering = ["-pk"]
    search_numbers = ["pk", "gap_id", "run_id"]
    search_help_text = _("An id: its own, its gap's, its run's")
    fields = ["tenant", "gap", "run", "model", "asked_at"]


@admin.register(GapSearch)
class GapSearchAdmin(ReadOnly, HubAdmin[GapSearch]):
    list_display = ["tenant", "started_at", "done", "total", "finished_at", "error"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name"]
    fields = ["tenant", "started_at", "done", "total", "finished_at", "error"]


@admin.register(EscalationSettings)
class EscalationSettingsAdmin(ReadOnly, HubAdmin[EscalationSettings]):
    """When a tenant's dissatisfied customers get a person; set under Settings > AI."""

    list_display = ["id", "tenant", "threshold", "kept_messages", "support_email"]
    list_filter = ["tenant"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["tenant__name", "=support_email"]
    search_numbers = ["pk"]
    search_help_text = _("The id, the tenant's name or the address")
    fields = ["tenant", "threshold", "phrases", "kept_messages", "support_email"]


@admin.register(Dissatisfaction)
class DissatisfactionAdmin(ReadOnly, HubAdmin[Dissatisfaction]):
    """How customers take the AI's help, ticket by ticket."""

    list_display = ["id", "tenant", "ticket", "count", "escalated_at", "counts_since"]
    list_filter = ["tenant", "escalated_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number or the customer's email")
    fields = ["tenant", "ticket", "count", "escalated_at", "counts_since", "created_at", "recent_pretty"]
    recent_pretty = pretty_json("recent", _("recent"))


@admin.register(Signal)
class SignalAdmin(ReadOnly, HubAdmin[Signal]):
    """What made a message count, and how sure the classifier was."""

    list_display = ["id", "created_at", "tenant", "ticket", "kind", "phrase", "chance"]
    list_filter = ["tenant", "kind", "created_at"]
    list_select_related = ["tenant", "dissatisfaction__ticket"]
    ordering = ["-pk"]
    search_fields = ["=phrase"]
    search_numbers = ["pk", "message_id", "dissatisfaction__ticket__number"]
    search_help_text = _("The phrase, the ticket's number, or an id: its own, its message's")
    fields = ["tenant", "dissatisfaction", "message", "kind", "phrase", "chance", "created_at"]

    @admin.display(description=_("ticket"))
    def ticket(self, signal: Signal) -> str:
        return str(signal.dissatisfaction.ticket)
