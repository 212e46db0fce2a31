from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.api_keys import ApiKeyAdmin
from accounts.admin.audit_log import AuditEntryAdmin
from accounts.admin.invitations import InvitationAdmin
from accounts.admin.members import MemberAdmin, TeamAdmin
from accounts.admin.tenants import TenantAdmin, TenantModuleAdmin
from accounts.admin.users import AuthenticatorAdmin, UserAdmin

__all__ = [
    "ApiKeyAdmin",
    "AuditEntryAdmin",
    "AuthenticatorAdmin",
    "InvitationAdmin",
    "MemberAdmin",
    "TeamAdmin",
    "TenantAdmin",
    "TenantModuleAdmin",
    "UserAdmin",
]

admin.site.site_header = "Conversations"
admin.site.site_title = "Conversations"
admin.site.index_title = _("Platform administration")
# The admin's own sign-in page knows no second factor and counts no failures; the hub's does both.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
