from __future__ import annotations

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import RedisError

from tests.factories import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def _no_redis(settings):
    """Every cache and broker address leads nowhere."""
    nowhere = "unix:///nowhere/redis.sock"
    settings.REDIS_URL = nowhere
    settings.CACHES = {"default": configured.CACHES["default"] | {"LOCATION": nowhere}}


@pytest.mark.usefixtures("_no_redis")
def test_the_ticket_list_opens_while_redis_is_away(bob, signed_in, widget):
    with pytest.raises(RedisError):
        cache.get("anything")
    receive(widget, "My invoice is wrong")
    response = signed_in(bob).get(reverse("tickets:list"))
    assert response.status_code == 200
    assert "My invoice is wrong" in response.content.decode()


def test_a_session_costs_a_page_one_query(bob, signed_in, count_queries):
    as_bob = signed_in(bob)
    as_bob.get(reverse("accounts:profile"))
    with count_queries() as queries:
        as_bob.get(reverse("accounts:profile"))
    assert len([query for query in queries if "django_session" in query["sql"]]) == 1
