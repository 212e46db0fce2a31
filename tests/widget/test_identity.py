from __future__ import annotations

import hashlib
import hmac

import pytest

from channels_app.models import WidgetSession
from conversations.models import Customer, Message, Participant
from tests.widget.conftest import code_of
from tickets.models import Ticket

SECRET = "a secret of the tenant"


def proof_of(user_id: str, secret: str = SECRET) -> dict[str, str]:
    signature = hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()
    return {"user_id": user_id, "signature": signature}


@pytest.fixture(autouse=True)
def _secret(widget):
    widget.settings = {"identity_secret": SECRET}
    widget.save()


def test_a_signed_user_id_makes_a_verified_customer(new_visitor):
    visitor = new_visitor()
    assert visitor.open(identity=proof_of("user-7"), traits={"name": "Mia"}).status_code == 201
    assert visitor.opened["customer"] == {"name": "Mia", "email": "", "is_verified": True}
    assert Customer.objects.get().external_id == "user-7"


def test_the_same_user_id_is_the_same_customer_on_another_device(new_visitor):
    for _device in range(2):
        new_visitor().open(identity=proof_of("user-7"))
    assert Customer.objects.count() == 1
    assert WidgetSession.objects.count() == 2


@pytest.mark.parametrize(
    "identity",
    [
        {"user_id": "user-7", "signature": "0" * 64},
        {"user_id": "user-7", "signature": ""},
        {"user_id": "user-7", "signature": "ü"},
        proof_of("user-8") | {"user_id": "user-7"},
        proof_of("user-7", secret="another secret"),
        proof_of("user-7", secret=""),
    ],
)
def test_a_signature_that_proves_nothing_is_refused(new_visitor, identity):
    response = new_visitor().open(identity=identity)
    assert (response.status_code, code_of(response)) == (403, "IDENTITY_INVALID")
    assert not Customer.objects.exists()


def test_without_a_secret_no_signature_is_good(new_visitor, widget):
    widget.settings = {}
    widget.save()
    assert code_of(new_visitor().open(identity=proof_of("user-7", secret=""))) == "IDENTITY_INVALID"


def test_who_signs_in_takes_along_what_they_wrote_as_a_visitor(visitor):
    visitor.open(traits={"name": "Mia", "email": "mia@example.com"})
    visitor.write("My invoice is wrong", client_id="one")
    before = visitor.token
    assert visitor.open(identity=proof_of("user-7")).status_code == 200
    assert visitor.token == before
    known = Customer.objects.get(external_id="user-7")
    assert Ticket.objects.get().customer == known
    assert Message.objects.get(author="customer").customer == known
    assert Participant.objects.get(customer__isnull=False).customer == known
    assert Customer.objects.get(is_verified=False).merged_into == known
    assert known.name == "Mia"
    assert known.email == "", "an address that was only claimed does not become a verified customer's"
    assert [message["author"] for message in visitor.read().json()["messages"]] == ["customer"]


def test_signing_in_twice_changes_nothing(visitor):
    visitor.write("My invoice is wrong")
    for _time in range(2):
        assert visitor.open(identity=proof_of("user-7")).status_code == 200
    assert Customer.objects.count() == 2
    assert Ticket.objects.get().customer.external_id == "user-7"


def test_someone_else_who_signs_in_on_the_same_browser_gets_a_session_of_their_own(visitor):
    visitor.open(identity=proof_of("user-7"))
    visitor.write("Something private")
    first_token = visitor.token
    assert visitor.open(identity=proof_of("user-8")).status_code == 201
    assert visitor.token != first_token
    assert visitor.read().json()["messages"] == []
    assert Ticket.objects.get().customer.external_id == "user-7"
    visitor.token = first_token
    assert code_of(visitor.read()) == "SESSION_INVALID"


def test_a_verified_name_is_not_overwritten_by_a_claim(visitor):
    visitor.open(identity=proof_of("user-7"), traits={"name": "Mia"})
    visitor.open(traits={"name": "The boss", "plan": "ENTERPRISE"})
    customer = Customer.objects.get(external_id="user-7")
    assert (customer.name, customer.plan) == ("Mia", "")


def test_the_same_user_id_at_another_tenant_is_another_customer(new_visitor, harbor_widget):
    harbor_widget.settings = {"identity_secret": SECRET}
    harbor_widget.save()
    for key in ("launchpad-widget", "harbor-widget"):
        visitor = new_visitor()
        visitor.key = key
        visitor.open(identity=proof_of("user-7"))
    assert Customer.objects.filter(external_id="user-7").count() == 2
