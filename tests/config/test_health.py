from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_health_says_what_an_answer_needs(client: Client) -> None:
    response = client.get("/health")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "environment": "test",
        "engine": "local",
        "knowledge_loaded": False,
        "database": True,
        "redis": True,
    }


def test_live_answers_without_asking_the_database(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/health/live").json() == {"status": "ok"}


def test_health_is_503_when_redis_is_gone(client: Client, settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"

    response = client.get("/health")

    assert response.status_code == 503
    assert response.json()["redis"] is False
    assert response.json()["database"] is True
