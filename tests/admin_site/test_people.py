"""Users, members, teams and tenants in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse

from accounts.models import AuditEntry, Invitation, Member, Team, TeamMember, Tenant, User
from tests.admin_site.addresses import url
from tests.admin_site.forms import act, inline
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_members_are_deactivated_and_reactivated_with_an_audit_entry(alice, bob, browser, operator) -> None:
    act(browser, Member, "deactivate", bob)
    bob.refresh_from_db()
    assert not bob.is_active
    act(browser, Member, "reactivate", bob)
    bob.refresh_from_db()
    assert bob.is_active

    entries = AuditEntry.objects.order_by("pk").values_list("action", "actor_label", "actor")
    assert list(entries) == [
        ("member.deactivated", operator.email, None),
        ("member.reactivated", operator.email, None),
    ]


def test_the_latest_owner_stays(alice, browser) -> None:
    page = act(browser, Member, "deactivate", alice)
    assert "needs at least one owner" in page
    assert "needs at least one owner" in act(browser, Member, "make_agent", alice)

    alice.refresh_from_db()
    assert alice.is_active
    assert alice.is_owner


@pytest.mark.parametrize("role", Member.Role.values)
def test_a_members_role_is_changed_with_an_audit_entry(role, alice, vera, browser) -> None:
    act(browser, Member, f"make_{role}", vera)

    vera.refresh_from_db()
    assert vera.role == role
    changed = [entry.changes for entry in AuditEntry.objects.filter(action="member.role_changed")]
    assert changed == ([] if role == "viewer" else [{"role": ["viewer", role]}])


def test_an_invitation_is_mailed_again_and_revoked(
    house, browser, django_capture_on_commit_callbacks
) -> None:
    invitation = Invitation.objects.get()
    before = invitation.token_hash
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        act(browser, Invitation, "send_again", invitation)
    invitation.refresh_from_db()
    assert invitation.token_hash != before
    assert [message.to for message in mail.outbox] == [["new@example.com"]]

    act(browser, Invitation, "revoke", invitation)
    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert "0 invitations were mailed." in act(browser, Invitation, "send_again", invitation)


def test_a_tenant_is_made_with_its_owner(browser) -> None:
    owner = UserFactory()
    fields = {"name": "Harbor Homes", "slug": "harbor", "plan": "FREE", "timezone": "UTC", "language": "en"}
    members = inline("members", {"user": owner.pk, "role": "owner"})
    modules = inline("modules", {"module": "playground", "enabled": "on"})
    browser.post(url(Tenant, "add"), fields | members | modules)

    tenant = Tenant.objects.get(slug="harbor")
    assert Member.objects.get(tenant=tenant, user=owner).is_owner
    actions = AuditEntry.objects.filter(tenant=tenant).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["tenant.created", "member.created", "module.created"]


def test_a_changed_tenant_keeps_its_slug_and_the_audit_log_says_what_changed(launchpad, browser) -> None:
    fields = {"name": "Launchpad", "slug": "other", "plan": "FREE", "timezone": "UTC", "language": "en"}
    browser.post(url(Tenant, "change", launchpad.pk), fields | inline("members") | inline("modules"))

    launchpad.refresh_from_db()
    assert (launchpad.slug, launchpad.plan) == ("launchpad", "FREE")
    assert AuditEntry.objects.get().changes == {"plan": ["PROFESSIONAL", "FREE"]}


def test_a_team_takes_members_of_its_own_tenant_only(house, alice, charlie, browser) -> None:
    team = Team.objects.get()
    place = TeamMember.objects.get()
    kept = {"id": place.pk, "team": team.pk, "member": place.member_id}

    def save(member: Member) -> Any:
        rows = inline("places", kept, {"team": team.pk, "member": member.pk}, kept=1)
        return browser.post(url(Team, "change", team.pk), {"name": team.name} | rows)

    assert "belongs to another tenant" in save(charlie).content.decode()
    assert save(alice).status_code == 302
    assert set(team.members.all()) == {alice, place.member}
    entry = AuditEntry.objects.filter(action="team.members_changed").latest("pk")
    assert entry.changes == {"added": [alice.pk], "removed": []}


def test_a_user_is_made_with_a_password_and_a_confirmed_address(browser, client) -> None:
    password = "correct-horse-battery"
    fields = {"email": "New.Person@Example.com", "name": "New Person", "usable_password": "true"}
    browser.post(url(User, "add"), fields | {"password1": password, "password2": password})

    user = User.objects.get(email="new.person@example.com")
    assert user.check_password(password)
    assert not user.is_staff
    assert EmailAddress.objects.get(user=user).verified
    client.post(reverse("account_login"), {"login": "New.Person@example.com", "password": password})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_second_user_of_the_same_address_is_refused(bob, browser) -> None:
    password = "correct-horse-battery"
    fields = {"email": bob.user.email.upper(), "usable_password": "true"}
    page = browser.post(url(User, "add"), fields | {"password1": password, "password2": password})

    assert page.status_code == 200
    assert page.context["adminform"].form.errors["email"]
    assert User.objects.filter(email__iexact=bob.user.email).count() == 1


def test_a_changed_address_is_the_one_to_sign_in_with(bob, browser) -> None:
    EmailAddress.objects.create(user=bob.user, email=bob.user.email, primary=True, verified=True)
    fields = {"email": "robert@example.com", "name": "Bob", "is_active": "on"}
    browser.post(url(User, "change", bob.user_id), fields | inline("memberships"))

    address = EmailAddress.objects.get(user=bob.user)
    assert (address.email, address.primary, address.verified) == ("robert@example.com", True, True)


def test_a_users_password_is_set_anew_and_never_shown(bob, browser) -> None:
    page = browser.get(url(User, "change", bob.user_id)).content.decode()
    assert bob.user.password not in page
    password = "correct-horse-battery"
    address = reverse("admin:auth_user_password_change", args=[bob.user_id])
    browser.post(address, {"usable_password": "true", "password1": password, "password2": password})

    bob.user.refresh_from_db()
    assert bob.user.check_password(password)


def test_only_a_superuser_hands_out_powers(operator, bob, client) -> None:
    helper = UserFactory(is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(helper)
    fields = {"email": helper.email, "name": "Helper", "is_active": "on", "is_superuser": "on"}
    client.post(url(User, "change", helper.pk), fields | inline("memberships"))
    helper.refresh_from_db()
    assert helper.name == "Helper"
    assert not helper.is_superuser

    assert client.post(url(User, "change", operator.pk), fields).status_code == 403
    password_page = reverse("admin:auth_user_password_change", args=[operator.pk])
    assert client.get(password_page).status_code == 403
