from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.admin.base import HubAdmin, ReadOnly
from accounts.models import Invitation, User
from accounts.services import InvitationNotMailed, resend_invitation, revoke_invitation


@admin.register(Invitation)
class InvitationAdmin(ReadOnly, HubAdmin[Invitation]):
    """Who was asked in. The token is in the mail only, its hash is nobody's business."""

    list_display = ["email", "tenant", "role", "state", "invited_by", "created_at", "expires_at"]
    list_filter = [
        "tenant",
        "role",
        ("accepted_at", admin.EmptyFieldListFilter),
        ("revoked_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["tenant", "invited_by__user"]
    search_fields = ["email", "invited_by__user__email"]
    search_help_text = gettext_lazy("The address invited, or who invited it")
    date_hierarchy = "created_at"
    fields = [
        "tenant", "email", "role", "state", "invited_by", "created_at", "expires_at", "accepted_at",
        "revoked_at",
    ]  # fmt: skip
    actions = ["send_again", "revoke"]

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return _("accepted")
        if invitation.revoked_at:
            return _("revoked")
        return _("open") if invitation.is_pending else _("expired")

    @admin.action(description=gettext_lazy("Send a fresh link"), permissions=["operate"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        done = self._each_open(request, queryset, resend_invitation)
        text = ngettext("%(count)d invitation was mailed.", "%(count)d invitations were mailed.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Revoke"), permissions=["operate"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        done = self._each_open(request, queryset, revoke_invitation)
        text = ngettext("%(count)d invitation was revoked.", "%(count)d invitations were revoked.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)

    def _each_open(
        self, request: HttpRequest, queryset: QuerySet[Invitation], do: Callable[..., None]
    ) -> int:
        """Do it to those that were neither accepted nor revoked; returns to how many."""
        assert isinstance(request.user, User)
        waiting = list(queryset.filter(accepted_at=None, revoked_at=None).select_related("tenant"))
        done = 0
        for invitation in waiting:
            try:
                do(invitation, by=request.user)
            except InvitationNotMailed as error:
                self.message_user(request, str(error), messages.WARNING)
            else:
                done += 1
        return done
