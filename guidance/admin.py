"""To look at: packs and playbooks are changed on their pages, which keep every version."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.admin.pretty import pretty_json
from guidance.models import GuidanceEdit, GuidancePack, Playbook, PlaybookRule, Rule


class RuleInline(ReadOnly, admin.TabularInline[Rule, GuidancePack]):
    model = Rule
    fields = ["position", "kind", "phrases", "sentence"]


class PlaybookRuleInline(ReadOnly, admin.TabularInline[PlaybookRule, Playbook]):
    model = PlaybookRule
    fields = ["position", "name", "is_on", "conditions", "destination", "priority"]
    show_change_link = True


@admin.register(GuidancePack)
class GuidancePackAdmin(ReadOnly, HubAdmin[GuidancePack]):
    list_display = ["id", "name", "tenant", "is_on", "position", "tone", "rollout_percent", "removed_at"]
    list_display_links = ["id", "name"]
    list_filter = ["tenant", "is_on", ("removed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["name"]
    search_numbers = ["pk"]
    search_help_text = _("Words of the name, or the id")
    fields = [
        "tenant", "name", "is_on", "position", "channel_ids", "tone", "custom_tone", "length", "languages",
        "preview_notes", "rollout_percent", "starts_at", "ends_at", "removed_at", "created_at",
    ]  # fmt: skip
    inlines = [RuleInline]


@admin.register(Rule)
class RuleAdmin(ReadOnly, HubAdmin[Rule]):
    list_display = ["id", "pack", "tenant", "kind", "phrases", "position"]
    list_filter = ["pack__tenant", "kind"]
    list_select_related = ["pack__tenant"]
    ordering = ["-pk"]
    search_fields = ["sentence", "pack__name"]
    search_numbers = ["pk", "pack_id"]
    search_help_text = _("Words of the sentence or of the pack's name, or an id: its own, its pack's")
    fields = ["pack", "kind", "phrases", "sentence", "position"]

    @admin.display(description=_("tenant"))
    def tenant(self, rule: Rule) -> str:
        return str(rule.pack.tenant)


@admin.register(Playbook)
class PlaybookAdmin(ReadOnly, HubAdmin[Playbook]):
    list_display = ["id", "name", "tenant", "is_on", "position", "removed_at"]
    list_display_links = ["id", "name"]
    list_filter = ["tenant", "is_on", ("removed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["tenant"]
    ordering = ["-pk"]
    search_fields = ["name"]
    search_numbers = ["pk"]
    search_help_text = _("Words of the name, or the id")
    fields = ["tenant", "name", "is_on", "position", "removed_at", "created_at"]
    inlines = [PlaybookRuleInline]


@admin.register(PlaybookRule)
class PlaybookRuleAdmin(ReadOnly, HubAdmin[PlaybookRule]):
    list_display = ["id", "name", "playbook", "tenant", "is_on", "destination", "priority"]
    list_display_links = ["id", "name"]
    list_filter = ["playbook__tenant", "is_on", "destination"]
    list_select_related = ["playbook__tenant"]
    ordering = ["-pk"]
    search_fields = ["name", "=address"]
    search_numbers = ["pk", "playbook_id"]
    search_help_text = _("Words of the name, the address, or an id: its own, its playbook's")
    fields = [
        "playbook", "name", "is_on", "position", "conditions_pretty", "destination", "team", "member",
        "address", "priority", "message",
    ]  # fmt: skip
    conditions_pretty = pretty_json("conditions", _("conditions"))

    @admin.display(description=_("tenant"))
    def tenant(self, rule: PlaybookRule) -> str:
        return str(rule.playbook.tenant)


@admin.register(GuidanceEdit)
class GuidanceEditAdmin(ReadOnly, HubAdmin[GuidanceEdit]):
    list_display = ["id", "created_at", "tenant", "thing", "verb", "by"]
    list_filter = ["tenant", "verb", "created_at"]
    list_select_related = ["tenant", "pack", "playbook", "by__user"]
    ordering = ["-pk"]
    search_fields = ["pack__name", "playbook__name", "=by__user__email"]
    search_numbers = ["pk", "pack_id", "playbook_id"]
    search_help_text = _("Words of the name, who did it, or an id: its own, its pack's or playbook's")
    fields = [
        "tenant", "pack", "playbook", "verb", "by", "reverts", "created_at", "before_pretty", "after_pretty",
    ]  # fmt: skip
    before_pretty = pretty_json("before", _("before"))
    after_pretty = pretty_json("after", _("after"))
