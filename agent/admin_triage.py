"""Triage for the platform's operators: what was decided, what it rests on, and how it is set."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Audited, HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from agent.models import CategoryModel, IssueProfile, TriageCorrection, TriageSettings, TriageThread


@admin.register(TriageThread)
class TriageThreadAdmin(ReadOnly, HubAdmin[TriageThread]):
    """What a ticket was said to be, and why."""

    list_display = ["id", "created_at", "tenant", "source", "state", "ticket", "rounds", "engine"]
    list_filter = ["tenant", "source", "state", "created_at"]
    list_select_related = ["tenant", "ticket"]
    ordering = ["-created_at"]
    search_fields = ["=ticket__customer__email", "=engine"]
    search_numbers = ["ticket__number"]
    search_help_text = _("The ticket's number, the customer's email, or the engine")
    fields = [
        "tenant", "source", "ticket", "member", "api_key", "description", "details_pretty", "state", "node",
        "rounds", "questions", "matches_pretty", "result_pretty", "steps_pretty", "engine", "model",
        "fallback_from", "applied_by", "applied_at", "created_at", "finished_at",
    ]  # fmt: skip
    details_pretty = pretty_json("details", _("details"))
    matches_pretty = pretty_json("matches", _("matches"))
    result_pretty = pretty_json("result", _("result"))
    steps_pretty = pretty_json("steps", _("steps"))


@admin.register(TriageCorrection)
class TriageCorrectionAdmin(ReadOnly, HubAdmin[TriageCorrection]):
    list_display = ["id", "corrected_at", "tenant", "ticket", "category", "severity", "member"]
    list_filter = ["tenant", "severity", "corrected_at"]
    list_select_related = ["tenant", "ticket", "member__user"]
    ordering = ["-pk"]
    search_fields = ["=category"]
    search_numbers = ["pk", "ticket__number"]
    search_help_text = _("The id, the ticket's number, or the category")
    fields = ["tenant", "ticket", "category", "severity", "member", "corrected_at", "text"]


@admin.register(CategoryModel)
class CategoryModelAdmin(ReadOnly, HubAdmin[CategoryModel]):
    list_display = ["id", "tenant", "version", "tickets", "accuracy", "made_at"]
    list_filter = ["tenant", "made_at"]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["tenant__name"]
    fields = ["tenant", "version", "labels", "tickets", "accuracy", "made_at"]


@admin.register(IssueProfile)
class IssueProfileAdmin(ReadOnly, HubAdmin[IssueProfile]):
    list_display = ["tenant", "tickets", "made_at"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name"]
    fields = ["tenant", "tickets", "issues_pretty", "made_at"]
    issues_pretty = pretty_json("issues", _("issues"))


@admin.register(TriageSettings)
class TriageSettingsAdmin(Audited, HubAdmin[TriageSettings]):
    audit_noun = "triage"
    list_display = ["tenant", "triages_new", "applies_category", "least_confidence", "issue_threshold"]
    list_filter = ["triages_new", "applies_category"]
    list_select_related = ["tenant"]
    search_fields = ["tenant__name"]
