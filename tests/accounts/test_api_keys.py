from __future__ import annotations

import pytest

from accounts.api_keys import create_api_key
from accounts.models import ApiKey, AuditEntry

pytestmark = pytest.mark.django_db

INDEX = "/conversations/settings/api-keys/"
CREATE = f"{INDEX}create/"


def test_a_key_is_shown_once_and_kept_as_a_hash(alice, signed_in) -> None:
    browser = signed_in(alice)

    made = browser.post(CREATE, {"name": "Warehouse"}).content.decode()

    row = ApiKey.objects.get()
    key = made.partition('id="new-key">')[2].partition("<")[0]
    assert key.startswith(row.start)
    assert key not in (row.key_hash, row.start)
    page = browser.get(INDEX).content.decode()
    assert "Warehouse" in page
    assert key not in page


def test_making_and_revoking_is_in_the_audit_log(alice, signed_in) -> None:
    browser = signed_in(alice)
    browser.post(CREATE, {"name": "Warehouse"})
    revoke = f"{INDEX}{ApiKey.objects.get().pk}/revoke/"

    assert [browser.post(revoke).status_code for _twice in range(2)] == [302, 302]

    assert ApiKey.objects.get().is_revoked
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["api_key.created", "api_key.revoked"]


def test_a_key_needs_a_name(alice, signed_in) -> None:
    assert signed_in(alice).post(CREATE, {"name": " "}).status_code == 422
    assert not ApiKey.objects.exists()


def test_only_admins_of_the_tenant_see_and_make_keys(alice, bob, vera, charlie, signed_in) -> None:
    row, _key = create_api_key(name="Warehouse", by=alice)
    revoke = f"{INDEX}{row.pk}/revoke/"
    for member in (bob, vera):
        browser = signed_in(member)
        answers = browser.get(INDEX), browser.post(CREATE, {"name": "Mine"}), browser.post(revoke)
        assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert signed_in(charlie).post(revoke).status_code == 404
    assert "Warehouse" not in signed_in(charlie).get(INDEX).content.decode()
    assert signed_in(alice).get(CREATE).status_code == 405


def test_the_number_of_queries_does_not_grow_with_keys(alice, signed_in, count_queries) -> None:
    browser = signed_in(alice)
    create_api_key(name="One", by=alice)
    browser.get(INDEX)
    with count_queries() as few:
        browser.get(INDEX)
    for number in range(5):
        create_api_key(name=f"Key {number}", by=alice)
    with count_queries() as many:
        browser.get(INDEX)
    assert len(many) == len(few)
