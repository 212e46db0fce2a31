from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import CappedPaginator
from accounts.models import Member, User

POWERS = ["is_staff", "is_superuser", "groups", "user_permissions"]


class EmailCleaned:
    """An address is stored in lower case, so that its owner finds their account however they write it."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()  # type: ignore[attr-defined]


class NewUserForm(EmailCleaned, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class UserForm(EmailCleaned, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class MembershipInline(admin.TabularInline[Member, User]):
    model = Member
    extra = 0
    fields = ["tenant", "role", "is_active"]
    autocomplete_fields = ["tenant"]
    show_change_link = True
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return super().get_queryset(request).select_related("tenant", "user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User]):
    """Who signs in. What they may do at a tenant is said by their memberships."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_display = ["email", "name", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    list_filter = ["is_active", "is_staff", "is_superuser", "memberships__tenant"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]
    form = UserForm
    add_form = NewUserForm
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Platform administration"), {"fields": ["is_active", *POWERS]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]},
        )
    ]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return list(self.inlines) if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only a superuser hands out powers: who may change users may not make themselves one."""
        fields = list(self.readonly_fields)
        return fields if request.user.is_superuser else fields + POWERS

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return may and not is_above

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            keep_address(obj)


def keep_address(user: User) -> None:
    """Make the user's address the one they sign in with. It counts as confirmed: the admin vouches for it."""
    EmailAddress.objects.filter(user=user, email__iexact=user.email, primary=False).delete()
    EmailAddress.objects.update_or_create(
        user=user, primary=True, defaults={"email": user.email, "verified": True}
    )


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(AllauthAuthenticatorAdmin):
    """Deleting one helps a person who lost their phone. Its secret is not shown."""

    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
