"""Changes to who belongs to a tenant.

`by` is the member who acts, or a User: a platform admin, who may act on every tenant.
"""

from __future__ import annotations

from functools import partial

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Invitation, Member, Tenant, User

logger = structlog.get_logger(__name__)


class MembershipError(Exception):
    """A change that would leave the tenant in a wrong state; the text says why, for the person."""


class InvitationNotMailed(Exception):
    """The invitation is kept, but the mail server did not take its mail; the text says so, for the person.

    Raised as the transaction commits.
    """


def invite_member(*, tenant: Tenant, email: str, role: str, invited_by: Member) -> Invitation:
    """Open a place for `email` and mail the link.

    Raises MembershipError if they are in or invited, InvitationNotMailed if only the mail failed.
    """
    email = email.strip().lower()
    if Member.objects.for_tenant(tenant).active().filter(user__email__iexact=email).exists():
        raise MembershipError(_("%(email)s is already a member.") % {"email": email})
    _check_may_grant(role, invited_by)
    invitation = Invitation(tenant=tenant, email=email, role=role, invited_by=invited_by)
    token = invitation.renew_token()
    try:
        with transaction.atomic():
            invitation.save()
            audit.record(tenant=tenant, actor=invited_by, action="invitation.sent", target=invitation)
            transaction.on_commit(partial(_mail_invitation, invitation, token))
    except IntegrityError as error:
        raise MembershipError(
            _("%(email)s has an open invitation; resend it instead.") % {"email": email}
        ) from error
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Member | User) -> None:
    """Mail a fresh link; the earlier one stops working. Raises InvitationNotMailed."""
    token = invitation.renew_token()
    invitation.save(update_fields=["token_hash", "expires_at"])
    audit.record(tenant=invitation.tenant, actor=by, action="invitation.resent", target=invitation)
    transaction.on_commit(partial(_mail_invitation, invitation, token))


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Member | User) -> None:
    if invitation.revoked_at is None and invitation.accepted_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record(tenant=invitation.tenant, actor=by, action="invitation.revoked", target=invitation)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, user: User) -> Member:
    """Make `user` a member. Raises MembershipError when the invitation was used, revoked or has expired."""
    invitation = Invitation.objects.select_for_update().select_related("tenant").get(pk=invitation.pk)
    if not invitation.is_pending:
        raise MembershipError(_("This invitation can no longer be used. Ask for a new one."))
    member, created = Member.objects.get_or_create(
        tenant=invitation.tenant, user=user, defaults={"role": invitation.role}
    )
    if not created and not member.is_active:
        member.role, member.is_active = invitation.role, True
        member.save(update_fields=["role", "is_active"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(tenant=invitation.tenant, actor=member, action="invitation.accepted", target=invitation)
    return member


@transaction.atomic
def change_role(member: Member, *, role: str, by: Member | User) -> None:
    """Raises MembershipError if the tenant would lose its last owner, or `by` may not grant the role."""
    if role == member.role:
        return
    _check_may_grant(role, by)
    if member.is_owner:
        _check_may_grant(Member.Role.OWNER, by)
        _check_not_last_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    audit.record(
        tenant=member.tenant,
        actor=by,
        action="member.role_changed",
        target=member,
        changes={"role": [before, role]},
    )


@transaction.atomic
def deactivate_member(member: Member, *, by: Member | User) -> None:
    """Take away access; what they wrote stays under their name."""
    if not member.is_active:
        return
    if member.is_owner:
        _check_may_grant(Member.Role.OWNER, by)
        _check_not_last_owner(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    audit.record(tenant=member.tenant, actor=by, action="member.deactivated", target=member)


@transaction.atomic
def reactivate_member(member: Member, *, by: Member | User) -> None:
    if not member.is_active:
        _check_may_grant(member.role, by)
        member.is_active = True
        member.save(update_fields=["is_active"])
        audit.record(tenant=member.tenant, actor=by, action="member.reactivated", target=member)


def _check_may_grant(role: str, by: Member | User) -> None:
    if role == Member.Role.OWNER and isinstance(by, Member) and not by.is_owner:
        raise MembershipError(_("Only an owner can do this to an owner."))


def _check_not_last_owner(member: Member) -> None:
    # The tenant row is the lock: two owners who demote each other at once must not both succeed.
    Tenant.objects.select_for_update().get(pk=member.tenant_id)
    owners = Member.objects.for_tenant(member.tenant).active().filter(role=Member.Role.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        raise MembershipError(
            _("An organisation needs at least one owner. Make someone else an owner first.")
        )


def _mail_invitation(invitation: Invitation, token: str) -> None:
    link = settings.HUB_URL + reverse("accounts:invitation", args=[token])
    context = {"invitation": invitation, "link": link}
    subject = _("Join %(tenant)s on Conversations") % {"tenant": invitation.tenant.name}
    text = render_to_string("accounts/email/invitation.txt", context)
    try:
        send_mail(subject, text, None, [invitation.email])
    except OSError as error:
        # smtplib's errors are OSErrors too.
        logger.exception("invitation_not_mailed", invitation=invitation.pk)
        raise InvitationNotMailed(
            _("The invitation of %(email)s is kept, but the mail could not be sent. Try “Send again”.")
            % {"email": invitation.email}
        ) from error
