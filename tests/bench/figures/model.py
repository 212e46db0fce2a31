"""What the hub itself costs where a model answers at once: a stand-in on loopback that thinks for 0 ms."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import connections

from agent.models import Run
from tests.ai import standin
from tests.ai.standin import Handler, draft, failing, streamed
from tests.bench import questions, visitor
from tests.bench.figures.answer import exchange
from tests.bench.harness import SETTINGS, Hub
from tests.bench.http import Connection
from tests.bench.load import run
from tests.bench.report import at_most, percentile, progress, spread
from tests.bench.session import Session

OVERHEAD_P95_AT_MOST = 60
WORKERS = (1, 2)
WARM_UP = 4


def measure(session: Session) -> None:
    # Not the shared hub: another would work off its jobs on the same data.
    session.hub.stop()
    connections.close_all()
    try:
        session.report.begin("Model (hub's own time where a model answers at once)")
        for workers in WORKERS:
            progress(f"a stand-in for a model, worker processes: {workers}")
            with _hub_with_model(session, workers) as hub:
                _measure_one_at_a_time(session, hub, workers)
                _measure_many(session, hub, workers)
        session.report.end()
    finally:
        session.hub.start()


@contextmanager
def _hub_with_model(session: Session, workers: int) -> Iterator[Hub]:
    with standin.running() as server:
        server.replies = [_answer]
        variables = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "BENCH_WORKERS": str(workers),
            "AI_ENGINE": "openai",
            "OPENAI_API_KEY": "sk-bench",
            "OPENAI_BASE_URL": server.url,
        }
        hub = Hub(session.state_dir, port=session.hub.port, variables=variables)
        hub.start()
        try:
            yield hub
        finally:
            hub.stop()
            # The next hub's database is the same one, started again.
            connections.close_all()


def _answer(handler: Handler) -> None:
    """The first line of the first passage, cited; anything but a question is left to the local engine."""
    handler.standin.requests.clear()
    data = json.loads(handler.asked["messages"][-1]["content"])
    if "passages" not in data:
        failing(400)(handler)
        return
    passage = data["passages"][0]
    sentence = passage["text"].strip().splitlines()[0]
    streamed(draft((sentence, [passage["id"]]), sure=0.95))(handler)


def _measure_one_at_a_time(session: Session, hub: Hub, workers: int) -> None:
    asked = islice(questions.said_differently(questions.answerable()), session.sizes.answers + WARM_UP)
    exchanges = [
        run(exchange(hub.port, text, f"model-{workers}-{number}")) for number, text in enumerate(asked)
    ][WARM_UP:]
    session.wait_until_done()
    latencies = [one.visible_at - one.sent_at for one in exchanges]
    p95 = percentile(latencies, 0.95) * 1000
    session.report.row(
        f"message → answer visible, worker processes: {workers}",
        spread(latencies),
        at_most(p95, OVERHEAD_P95_AT_MOST, "ms (p95)"),
        f"{len(latencies)} questions, one at a time",
    )
    if workers == WORKERS[0]:
        _report_steps(session, [one.message_id for one in exchanges])


def _report_steps(session: Session, messages: list[int]) -> None:
    steps: dict[str, list[float]] = {}
    for one in Run.objects.filter(message__in=messages, engine="openai"):
        for step in one.steps:
            steps.setdefault(step["name"], []).append(step["ms"] / 1000)
        steps.setdefault("the whole turn", []).append(one.duration_ms / 1000)
    for name, seconds in steps.items():
        session.report.row(f"of it {name}", spread(seconds))


def _measure_many(session: Session, hub: Hub, workers: int) -> None:
    count = session.sizes.answers * 2
    began = time.perf_counter()
    run(_write_all(hub.port, count, f"many-{workers}"))
    session.wait_until_done()
    rate = count / (time.perf_counter() - began)
    session.report.row(
        f"answers a second, worker processes: {workers}",
        f"{rate:.1f}",
        note=f"{count} at once, until no job is left",
    )


async def _write_all(port: int, count: int, mark: str) -> None:
    connection = await Connection.open(port)
    asked = islice(questions.said_differently(questions.answerable()), count)
    for number, text in enumerate(asked):
        token = await visitor.open_session(connection)
        await visitor.write(connection, token, text, f"{mark}-{number}")
    connection.close()
