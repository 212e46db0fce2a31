"""How a person without an account comes in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation, Member, User
from accounts.services import MembershipError, accept_invitation


@transaction.atomic
def join_as_new_user(invitation: Invitation, *, name: str, password: str) -> Member:
    """Make an account for the invited address and the member with it.

    The address counts as confirmed: its owner opened the link that was mailed there. Raises MembershipError
    when the address has an account already, or the invitation can no longer be used.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError as error:
        raise MembershipError(_("There is an account with this address already. Sign in to join.")) from error
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return accept_invitation(invitation, user=user)
