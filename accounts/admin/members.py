from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.admin.base import Audited, HubAdmin, record_by_admin
from accounts.models import Member, Team, TeamMember
from accounts.services import MembershipError, change_role, deactivate_member, reactivate_member

Role = Member.Role


@admin.register(Member)
class MemberAdmin(Audited, HubAdmin[Member]):
    """Role and access change by actions: they keep the rules (a tenant keeps an owner) and the audit log."""

    list_display = ["user_name", "email", "tenant", "role", "is_active", "latest_sign_in", "created_at"]
    list_filter = ["tenant", "role", "is_active"]
    ordering = ["tenant__name", "user__name", "pk"]
    search_fields = ["user__email", "user__name", "tenant__name", "tenant__slug"]
    autocomplete_fields = ["tenant", "user"]
    fields = ["tenant", "user", "role", "is_active", "timezone", "created_at"]
    actions = ["deactivate", "reactivate", "make_owner", "make_admin", "make_agent", "make_viewer"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        # A member is named after their user: in lists of choices too.
        return super().get_queryset(request).select_related("user", "tenant")

    @admin.display(description=gettext_lazy("name"), ordering="user__name")
    def user_name(self, member: Member) -> str:
        return member.name

    @admin.display(description=gettext_lazy("email address"), ordering="user__email")
    def email(self, member: Member) -> str:
        return member.user.email

    @admin.display(description=gettext_lazy("latest sign-in"), ordering="user__last_login")
    def latest_sign_in(self, member: Member) -> Any:
        return member.user.last_login

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> list[str]:
        return ["created_at", "is_active"] + (["tenant", "user", "role"] if obj else [])

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Deactivate"), permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._each(request, queryset, deactivate_member)

    @admin.action(description=gettext_lazy("Reactivate"), permissions=["change"])
    def reactivate(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._each(request, queryset, reactivate_member)

    @admin.action(description=gettext_lazy("Make owner"), permissions=["change"])
    def make_owner(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._each(request, queryset, change_role, role=Role.OWNER)

    @admin.action(description=gettext_lazy("Make admin"), permissions=["change"])
    def make_admin(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._each(request, queryset, change_role, role=Role.ADMIN)

    @admin.action(description=gettext_lazy("Make agent"), permissions=["change"])
    def make_agent(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._each(request, queryset, change_role, role=Role.AGENT)

    @admin.action(description=gettext_lazy("Make viewer"), permissions=["change"])
    def make_viewer(self, request: HttpRequest, queryset: QuerySet[Member]) -> None:
        self._each(request, queryset, change_role, role=Role.VIEWER)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[Member], do: Callable[..., None], **arguments: Any
    ) -> None:
        """Do it to every member chosen, and say of each that was refused why."""
        done = 0
        for member in queryset.select_related("user", "tenant"):
            try:
                do(member, by=request.user, **arguments)
                done += 1
            except MembershipError as error:
                self.message_user(request, f"{member.name}: {error}", messages.ERROR)
        if done:
            text = ngettext("Done for %(count)d member.", "Done for %(count)d members.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)


class TeamMemberFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            member = form.cleaned_data.get("member") if hasattr(form, "cleaned_data") else None
            if member is not None and member.tenant_id != self.instance.tenant_id:
                raise ValidationError(_("%(name)s belongs to another tenant.") % {"name": member.name})


class TeamMemberInline(admin.TabularInline[TeamMember, Team]):
    model = TeamMember
    formset = TeamMemberFormSet
    extra = 0
    autocomplete_fields = ["member"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TeamMember]:
        return super().get_queryset(request).select_related("member__user")


@admin.register(Team)
class TeamAdmin(Audited, HubAdmin[Team]):
    list_display = ["name", "tenant", "who", "created_at"]
    list_filter = ["tenant"]
    list_select_related = ["tenant"]
    search_fields = ["name", "tenant__name", "members__user__email"]
    autocomplete_fields = ["tenant"]
    fields = ["tenant", "name", "created_at"]
    inlines = [TeamMemberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).prefetch_related("members__user")

    @admin.display(description=gettext_lazy("members"))
    def who(self, team: Team) -> str:
        return ", ".join(sorted(member.name for member in team.members.all())) or "–"

    def get_readonly_fields(self, request: HttpRequest, obj: Team | None = None) -> list[str]:
        return ["created_at", "tenant"] if obj else ["created_at"]

    def save_related(self, request: HttpRequest, form: ModelForm[Team], formsets: Any, change: bool) -> None:
        places = TeamMember.objects.filter(team=form.instance).values_list("member", flat=True)
        before = set(places.all())
        super().save_related(request, form, formsets, change)
        after = set(places.all())
        if before != after:
            moved = {"added": sorted(after - before), "removed": sorted(before - after)}
            record_by_admin(request, form.instance, "team.members_changed", moved)
