from __future__ import annotations

import pytest
from django.db import transaction

from accounts.locking import lock
from tests.factories import CustomerFactory, receive
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_a_locked_row_is_up_to_date_and_keeps_what_it_still_points_to(widget, bob, count_queries) -> None:
    ticket = receive(widget).ticket
    seen = Ticket.objects.select_related("customer", "channel", "owner").get(pk=ticket.pk)
    somebody_else = CustomerFactory(tenant=widget.tenant, name="Somebody Else")
    Ticket.objects.filter(pk=ticket.pk).update(customer=somebody_else, owner=bob, status="pending")

    with transaction.atomic(), count_queries() as queries:
        lock(seen)
        assert seen.channel == widget
    statements = [query["sql"] for query in queries if "SELECT" in query["sql"]]

    assert len(statements) == 1
    assert "FOR UPDATE" in statements[0]
    assert seen.status == "pending"
    assert seen.customer.name == "Somebody Else"
    assert seen.owner == bob


def test_locking_what_is_gone_says_so(widget) -> None:
    team = widget.tenant.teams.create(name="Gone")
    widget.tenant.teams.all().delete()

    with pytest.raises(type(team).DoesNotExist), transaction.atomic():
        lock(team)
