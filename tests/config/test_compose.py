from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest
import yaml
from django.conf import settings
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from config.celery import app
from conversations.jobs.enqueue import queue_of

COMPOSE = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())


def default_of(value: str) -> str:
    """What compose makes of `${NAME:-default}` where no name is set."""
    while (inner := re.sub(r"\$\{\w+:-([^${}]*)\}", r"\1", value)) != value:
        value = inner
    return value


def client_seen(*, connection: str, forwarded_for: str) -> str:
    """The address that web counts a request for."""
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    trusted = default_of(COMPOSE["services"]["web"]["environment"]["FORWARDED_ALLOW_IPS"])
    headers = [(b"x-forwarded-for", forwarded_for.encode())]
    scope = {"type": "http", "client": (connection, 5000), "headers": headers}
    call: Any = ProxyHeadersMiddleware(app, trusted_hosts=trusted)(scope, None, None)  # type: ignore[arg-type]
    with pytest.raises(StopIteration):
        call.send(None)
    return seen[0]


def gateway() -> str:
    (network,) = COMPOSE["networks"]["outside"]["ipam"]["config"]
    return str(next(ipaddress.ip_network(default_of(network["subnet"])).hosts()))


def test_a_proxy_on_the_host_tells_visitors_apart() -> None:
    assert client_seen(connection=gateway(), forwarded_for="203.0.113.9") == "203.0.113.9"


def test_what_a_visitor_says_of_their_own_address_is_not_believed() -> None:
    assert client_seen(connection=gateway(), forwarded_for="1.2.3.4, 203.0.113.9") == "203.0.113.9"
    assert client_seen(connection="198.51.100.7", forwarded_for="1.2.3.4") == "198.51.100.7"


def test_the_worker_takes_from_every_queue_there_is() -> None:
    command = default_of(COMPOSE["services"]["worker"]["command"][-1].replace("$$", "$"))
    taken = re.search(r'--queues "([^"]+)"', command)[1].split(",")

    assert set(taken) == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_no_two_queues_are_sent_the_same_jobs() -> None:
    bindings = [(queue.exchange.name, queue.routing_key) for queue in app.amqp.queues.values()]

    assert len(bindings) == len(set(bindings)) == len(settings.CELERY_TASK_QUEUES)


def test_answers_and_suggestions_wait_on_queues_of_their_own() -> None:
    others = {queue_of(name) for name in ("agent.triage_ticket", "knowledge.embed", "conversations.deliver")}

    assert len({queue_of("agent.respond"), queue_of("agent.analyse_chat"), *others}) == 2 + len(others)
