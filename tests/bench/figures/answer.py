"""From a customer's message to the answer in the messenger, as the messenger does it."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from agent.models import Run
from tests.bench import questions, visitor
from tests.bench.http import Connection
from tests.bench.load import run
from tests.bench.report import at_most, milliseconds, percentile, spread
from tests.bench.session import Session

P95_AT_MOST = 400
WARM_UP = 4


@dataclass(frozen=True)
class Answered:
    """One exchange, in seconds of this machine's clock since the epoch."""

    message_id: int
    sent_at: float
    accepted_at: float
    first_words_at: float | None
    visible_at: float


def measure(session: Session) -> None:
    report(session, "Answer (customer's message until the answer is in the messenger, one at a time)")


def report(session: Session, title: str, *, key: str = visitor.KEY, turn: int = 1) -> None:
    """The answers in the messenger of the widget with this public key, whole and by their steps.

    In a second `turn` nothing is put as it was before, and most passages are the same.
    """
    assert session.hub
    count = session.sizes.answers + WARM_UP
    everything = questions.said_differently(questions.answerable())
    asked = islice(everything, (turn - 1) * count, turn * count)
    exchanges = [run(exchange(session.port, text, str(number), key)) for number, text in enumerate(asked)]
    session.wait_until_done()
    exchanges = exchanges[WARM_UP:]
    latencies = [each.visible_at - each.sent_at for each in exchanges]
    session.report.begin(title)
    p95 = percentile(latencies, 0.95) * 1000
    note = f"{len(latencies)} questions the knowledge answers"
    session.report.row(
        "message → answer visible", spread(latencies), at_most(p95, P95_AT_MOST, "ms (p95)"), note
    )
    words = [each.first_words_at - each.sent_at for each in exchanges if each.first_words_at]
    if words:
        session.report.row("message → first words", spread(words), note="streamed before it is stored")
    _report_parts(session, exchanges)
    session.report.end()


async def exchange(port: int, text: str, client_id: str, key: str = visitor.KEY) -> Answered:
    writing, reading, listening = [await Connection.open(port) for _ in range(3)]
    token = await visitor.open_session(writing, key)
    events = visitor.events(listening.stream(visitor.listening(token)))
    assert (await anext(events))[0] == "open"
    sent_at = time.time()
    posted = await visitor.write(writing, token, text, client_id)
    accepted_at, first_words_at = time.time(), None
    message_id = posted["message"]["id"]
    async for name, _data in events:
        if name == "delta" and first_words_at is None:
            first_words_at = time.time()
        if name == "changed" and await _is_answered(reading, token, message_id):
            break
    visible_at = time.time()
    for connection in (writing, reading, listening):
        connection.close()
    return Answered(message_id, sent_at, accepted_at, first_words_at, visible_at)


async def _is_answered(connection: Connection, token: str, message_id: int) -> bool:
    reply = (await connection.send(visitor.reading(token, message_id))).expect(200)
    return any(message["author"] != "customer" for message in json.loads(reply.body)["messages"])


def _report_parts(session: Session, exchanges: list[Answered]) -> None:
    runs = {
        run.message_id: run for run in Run.objects.filter(message__in=[each.message_id for each in exchanges])
    }
    parts: dict[str, list[float]] = {"accept (POST answered)": [], "commit, queue, claim, load": []}
    for each in exchanges:
        decided = runs[each.message_id]
        thought = decided.duration_ms / 1000
        recorded_at = decided.created_at.timestamp()
        parts["accept (POST answered)"].append(each.accepted_at - each.sent_at)
        began_at = recorded_at - thought
        parts["commit, queue, claim, load"].append(began_at - decided.message.created_at.timestamp())
        for step in decided.steps:
            parts.setdefault(f"step {step['name']}", []).append(step["ms"] / 1000)
        in_steps = sum(step["ms"] for step in decided.steps) / 1000
        parts.setdefault("lock, store, hand out", []).append(thought - in_steps)
        parts.setdefault("commit, tell, fetch", []).append(each.visible_at - recorded_at)
    for name, seconds in parts.items():
        session.report.row(f"of it {name}", spread(seconds))
    mix = Counter(decided.decision for decided in runs.values())
    session.report.row("decisions", ", ".join(f"{count} {kind}" for kind, count in mix.most_common()))
    slowest = max(exchanges, key=lambda each: each.visible_at - each.sent_at)
    session.report.row("slowest", milliseconds(slowest.visible_at - slowest.sent_at))
