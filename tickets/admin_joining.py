from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from tickets.models import ComeBack, TicketLink, TicketMerge


@admin.register(TicketLink)
class TicketLinkAdmin(ReadOnly, HubAdmin[TicketLink]):
    list_display = ["id", "created_at", "tenant", "source", "kind", "target", "created_by"]
    list_filter = ["tenant", "kind", "created_at"]
    list_select_related = ["tenant", "source", "target", "created_by__user"]
    ordering = ["-pk"]
    search_fields = ["=created_by__user__email"]
    search_numbers = ["pk", "source__number", "target__number"]
    search_help_text = _("The id, a ticket's number, or the email of who linked them")
    fields = ["tenant", "source", "kind", "target", "created_by", "created_at"]


@admin.register(TicketMerge)
class TicketMergeAdmin(ReadOnly, HubAdmin[TicketMerge]):
    list_display = ["id", "created_at", "tenant", "source", "target", "merged_by", "undone_at"]
    list_filter = ["tenant", ("undone_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["tenant", "source", "target", "merged_by__user"]
    ordering = ["-pk"]
    search_fields = ["=merged_by__user__email"]
    search_numbers = ["pk", "source__number", "target__number"]
    search_help_text = _("The id, a ticket's number, or the email of who merged them")
    fields = ["tenant", "source", "target", "merged_by", "created_at", "undone_at", "moved_pretty"]
    moved_pretty = pretty_json("moved", _("what moved"))


@admin.register(ComeBack)
class ComeBackAdmin(ReadOnly, HubAdmin[ComeBack]):
    """Which tickets took which others' containment away."""

    list_display = ["id", "created_at", "tenant", "ticket", "by", "similarity"]
    list_filter = ["tenant", "created_at"]
    list_select_related = ["tenant", "ticket", "by"]
    ordering = ["-pk"]
    search_numbers = ["pk", "ticket__number", "by__number"]
    search_fields = ["=ticket__customer__email"]
    search_help_text = _("The id, a ticket's number or the customer's email")
    fields = ["tenant", "ticket", "by", "similarity", "created_at"]
