from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from agent.models import Run, RunPassage
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
        "id", "created_at", "tenant", "ticket", "decision", "reason", "confidence", "engine", "milliseconds"
    ]  # fmt: skip
    list_filter = ["tenant", "decision", "reason", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-pk"]
    search_fields = ["=ticket__customer__email", "=engine", "=model"]
    search_numbers = ["pk", "ticket__number", "message_id"]
    search_help_text = _(
        "The id, the ticket's number, the message's id, the customer's email, engine or model"
    )
    fields = [
        "tenant", "ticket", "message", "decision", "reason", "explanation", "confidence", "answer", "draft",
        "engine", "model", "milliseconds", "created_at", "steps_pretty",
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
