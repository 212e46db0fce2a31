from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import AuditEntry, Invitation, Member
from tests.factories import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db

INDEX = "/conversations/settings/members/"
INVITE = f"{INDEX}invite/"


@pytest.fixture
def as_alice(alice, signed_in):
    return signed_in(alice)


@pytest.fixture
def invitation(as_alice, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(INVITE, {"email": "eve@example.com", "role": "agent"})
    return Invitation.objects.get(tenant=alice.tenant)


def test_the_page_lists_members_with_their_roles(as_alice, bob, vera):
    page = as_alice.get(INDEX)
    assert page.status_code == 200
    for text in ["Alice", "Bob", "Vera", "bob@launchpad.example", "Invite someone"]:
        assert text in page.content.decode()


def test_the_page_does_not_show_members_of_another_tenant(as_alice, charlie):
    assert "Charlie" not in as_alice.get(INDEX).content.decode()


def test_an_anonymous_person_is_sent_to_sign_in(client, launchpad):
    response = client.get(INDEX)
    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={INDEX}"


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_agents_and_viewers_may_not_open_it(name, request, signed_in):
    page = signed_in(request.getfixturevalue(name)).get(INDEX)
    assert page.status_code == 403
    assert "Your role does not allow this" in page.content.decode()


def test_the_number_of_queries_does_not_grow_with_members(as_alice, launchpad, count_queries):
    as_alice.get(INDEX)
    with count_queries() as few:
        as_alice.get(INDEX)
    MemberFactory.create_batch(12, tenant=launchpad)
    with count_queries() as many:
        as_alice.get(INDEX)
    assert len(many) == len(few)


def test_inviting_mails_a_link_that_opens(as_alice, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = as_alice.post(INVITE, {"email": "Eve@Example.com", "role": "agent"})
    assert response.status_code == 302
    assert mail.outbox[0].to == ["eve@example.com"]
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    assert "Join Launchpad" in client.get(link).content.decode()


def test_inviting_with_htmx_draws_the_people_again_and_says_so(as_alice):
    response = as_alice.post(
        INVITE, {"email": "eve@example.com", "role": "agent"}, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert "eve@example.com" in text
    assert "The invitation is on its way" in text


def test_inviting_twice_sends_one_mail_and_says_why(as_alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(INVITE, {"email": "eve@example.com", "role": "agent"})
        again = as_alice.post(INVITE, {"email": "EVE@example.com", "role": "agent"})
    assert again.status_code == 422
    assert "has an open invitation" in again.content.decode()
    assert len(mail.outbox) == 1


def test_inviting_a_member_is_refused(as_alice, bob):
    response = as_alice.post(INVITE, {"email": bob.user.email, "role": "agent"})
    assert response.status_code == 422
    assert "is already a member" in response.content.decode()


def test_a_wrong_address_is_refused_beside_the_field(as_alice):
    response = as_alice.post(INVITE, {"email": "eve", "role": "agent"}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "Enter a valid email address" in response.content.decode()


def test_an_admin_can_not_invite_an_owner(launchpad, signed_in):
    admin = MemberFactory(tenant=launchpad, role=Member.Role.ADMIN)
    response = signed_in(admin).post(INVITE, {"email": "eve@example.com", "role": "owner"})
    assert response.status_code == 422
    assert not Invitation.objects.exists()


def test_sending_an_invitation_again_makes_the_first_link_stop(
    as_alice, client, invitation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(reverse("accounts:invitation-resend", args=[invitation.pk]))
    first, second = (
        next(line for line in message.body.splitlines() if line.startswith("http")) for message in mail.outbox
    )
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_a_revoked_invitation_is_not_sent_again(as_alice, invitation, django_capture_on_commit_callbacks):
    revoke = reverse("accounts:invitation-revoke", args=[invitation.pk])
    assert as_alice.post(revoke).status_code == 302
    assert as_alice.post(revoke).status_code == 302
    assert AuditEntry.objects.filter(action="invitation.revoked").count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(reverse("accounts:invitation-resend", args=[invitation.pk]))
    assert len(mail.outbox) == 1


def test_changing_a_role_is_saved_and_recorded(as_alice, alice, bob):
    url = reverse("accounts:member-role", args=[bob.pk])
    for _ in range(2):
        assert as_alice.post(url, {"role": "admin"}).status_code == 302
    bob.refresh_from_db()
    assert bob.role == "admin"
    entry = AuditEntry.objects.get(action="member.role_changed")
    assert (entry.actor, entry.changes) == (alice, {"role": ["agent", "admin"]})


def test_changing_a_role_with_htmx_offers_to_undo_it(as_alice, bob):
    url = reverse("accounts:member-role", args=[bob.pk])
    text = as_alice.post(url, {"role": "admin"}, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-post="{url}"' in text
    assert "{&quot;role&quot;: &quot;agent&quot;}" in text


def test_an_unknown_role_is_refused(as_alice, bob):
    response = as_alice.post(reverse("accounts:member-role", args=[bob.pk]), {"role": "king"})
    assert response.status_code == 422
    bob.refresh_from_db()
    assert bob.role == "agent"


def test_an_admin_can_not_make_an_owner_nor_unmake_one(launchpad, alice, bob, signed_in):
    as_admin = signed_in(MemberFactory(tenant=launchpad, role=Member.Role.ADMIN))
    for member, role in [(bob, "owner"), (alice, "agent")]:
        response = as_admin.post(reverse("accounts:member-role", args=[member.pk]), {"role": role})
        assert response.status_code == 422
        assert "Only an owner can do this" in response.content.decode()


@pytest.mark.parametrize(("name", "data"), [("member-role", {"role": "agent"}), ("member-deactivate", {})])
def test_the_last_owner_can_not_be_removed(name, data, as_alice, alice):
    response = as_alice.post(reverse(f"accounts:{name}", args=[alice.pk]), data)
    assert response.status_code == 422
    assert "needs at least one owner" in response.content.decode()
    alice.refresh_from_db()
    assert alice.is_owner
    assert alice.is_active


def test_a_deactivated_member_is_out_until_reactivated(as_alice, bob, signed_in):
    as_bob = signed_in(bob)
    profile = reverse("accounts:profile")
    assert as_bob.get(profile).status_code == 200
    for _ in range(2):
        assert as_alice.post(reverse("accounts:member-deactivate", args=[bob.pk])).status_code == 302
    assert as_bob.get(profile).status_code == 403
    for _ in range(2):
        assert as_alice.post(reverse("accounts:member-reactivate", args=[bob.pk])).status_code == 302
    assert as_bob.get(profile).status_code == 200
    assert AuditEntry.objects.filter(action="member.deactivated").count() == 1


MUTATIONS = ["member-role", "member-deactivate", "member-reactivate"]


@pytest.mark.parametrize("name", MUTATIONS)
def test_an_outsider_finds_nobody(name, charlie, bob, signed_in):
    response = signed_in(charlie).post(reverse(f"accounts:{name}", args=[bob.pk]), {"role": "viewer"})
    assert response.status_code == 404
    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == ("agent", True)


@pytest.mark.parametrize("name", ["invitation-resend", "invitation-revoke"])
def test_an_outsider_finds_no_invitation(name, charlie, invitation, signed_in):
    assert signed_in(charlie).post(reverse(f"accounts:{name}", args=[invitation.pk])).status_code == 404
    invitation.refresh_from_db()
    assert invitation.is_pending


@pytest.mark.parametrize("name", [*MUTATIONS, "invitation-resend", "invitation-revoke", "invite"])
def test_a_viewer_may_change_nothing(name, vera, bob, signed_in):
    args = [] if name == "invite" else [bob.pk]
    response = signed_in(vera).post(
        reverse(f"accounts:{name}", args=args), {"role": "owner", "email": "e@e.de"}
    )
    assert response.status_code == 403
    bob.refresh_from_db()
    assert (bob.role, bob.is_active) == ("agent", True)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("name", [*MUTATIONS, "invitation-resend", "invitation-revoke", "invite"])
def test_changes_are_made_by_post_only(name, as_alice, bob):
    args = [] if name == "invite" else [bob.pk]
    assert as_alice.get(reverse(f"accounts:{name}", args=args)).status_code == 405


def test_a_name_is_shown_as_text_not_as_markup(as_alice, launchpad):
    MemberFactory(tenant=launchpad, user=UserFactory(name="<b>Mallory</b>"))
    text = as_alice.get(INDEX).content.decode()
    assert "<b>Mallory" not in text
    assert "&lt;b&gt;Mallory" in text
