from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import Audited, HubAdmin, record_formset
from accounts.admin.pretty import pretty_json
from accounts.models import Member, Tenant, TenantModule


class MemberInline(admin.TabularInline[Member, Tenant]):
    """Adds members; a role is changed and access taken away on the Members list, by actions."""

    model = Member
    extra = 0
    fields = ["user", "role", "is_active"]
    autocomplete_fields = ["user"]
    show_change_link = True
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return super().get_queryset(request).select_related("user").order_by("user__name", "pk")

    def has_change_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        return False


class ModuleForm(ModelForm[TenantModule]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].disabled = bool(self.instance.pk)


class ModuleInline(admin.TabularInline[TenantModule, Tenant]):
    model = TenantModule
    form = ModuleForm
    extra = 0
    fields = ["module", "enabled"]
    can_delete = False
    ordering = ["module"]


@admin.register(Tenant)
class TenantAdmin(Audited, HubAdmin[Tenant]):
    """A new tenant begins here, with its owner in the first line of members."""

    list_display = ["name", "slug", "plan", "active_members", "timezone", "language", "created_at"]
    list_filter = ["plan", "language", "created_at"]
    search_fields = ["name", "slug"]
    search_numbers = ["pk"]
    date_hierarchy = "created_at"
    fields = ["name", "slug", "plan", "timezone", "language", "created_at"]
    readonly_fields = ["created_at"]
    inlines = [MemberInline, ModuleInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tenant]:
        active = Member.objects.filter(tenant=OuterRef("pk"), is_active=True).order_by()
        count = active.values("tenant").annotate(count=Count("pk")).values("count")
        return super().get_queryset(request).annotate(active_member_count=Coalesce(Subquery(count), 0))

    @admin.display(description=_("active members"), ordering="active_member_count")
    def active_members(self, tenant: Any) -> int:
        return int(tenant.active_member_count)

    def get_readonly_fields(self, request: HttpRequest, obj: Tenant | None = None) -> list[str]:
        # Addresses and the demo's keys are built from the slug.
        return [*self.readonly_fields, "slug"] if obj else [*self.readonly_fields]

    def has_delete_permission(self, request: HttpRequest, obj: Tenant | None = None) -> bool:
        return False

    def save_formset(self, request: HttpRequest, form: ModelForm[Tenant], formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        record_formset(request, formset, "module" if formset.model is TenantModule else "member")


@admin.register(TenantModule)
class TenantModuleAdmin(Audited, HubAdmin[TenantModule]):
    audit_noun = "module"
    list_display = ["module", "tenant", "enabled"]
    list_editable = ["enabled"]
    list_filter = ["tenant", "enabled", "module"]
    list_select_related = ["tenant"]
    ordering = ["module", "tenant__name"]
    search_fields = ["module", "tenant__name", "tenant__slug"]
    autocomplete_fields = ["tenant"]
    fields = ["tenant", "module", "enabled", "settings_pretty"]
    settings_pretty = pretty_json("settings", _("settings"))

    def get_readonly_fields(self, request: HttpRequest, obj: TenantModule | None = None) -> list[str]:
        return ["tenant", "module", "settings_pretty"] if obj else ["settings_pretty"]
