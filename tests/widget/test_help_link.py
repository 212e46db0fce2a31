from __future__ import annotations

from django.urls import reverse

from knowledge.audience import Condition
from knowledge.help.centre import switch
from tests.knowledge.factories import make_live


def test_the_messenger_leads_to_the_help_centre(client, widget, alice):
    frame = reverse("channels_app:widget-frame")
    assert 'href="/help/launchpad/"' in client.get(frame, {"key": widget.public_key}).content.decode()

    switch(tenant=widget.tenant, is_on=False, by=alice)
    assert "Browse help" not in client.get(frame, {"key": widget.public_key}).content.decode()


def test_a_visitor_nothing_is_proved_of_gets_the_plain_address(visitor):
    visitor.open(traits={"plan": "pro"})

    assert visitor.send("get", "help").json() == {"url": "/help/launchpad/"}


def test_a_proved_customer_gets_a_link_that_opens_what_they_may_read(visitor, widget, client):
    make_live(widget.tenant, "For partners", "Secret.", audience=[Condition.of(plans=["pro"])])
    visitor.open()
    customer = widget.widget_sessions.get().customer
    customer.plan = "pro"
    customer.save()

    url = visitor.send("get", "help").json()["url"]

    assert "For partners" in client.get(url).content.decode()
    assert "For partners" not in client.get("/help/launchpad/").content.decode()


def test_the_address_needs_a_session(client, widget):
    assert client.get("/api/widget/help").status_code == 401
