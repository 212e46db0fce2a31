"""How long the analysis of a chat takes: what a worker spends on it, after the pause it waits for."""

from __future__ import annotations

import json
from pathlib import Path

from agent.models import ChatAnalysis
from tests.bench import visitor
from tests.bench.http import Connection
from tests.bench.load import run
from tests.bench.report import at_most, percentile, spread
from tests.bench.session import Session

CHATS = Path(__file__).resolve().parents[3] / "ai" / "training" / "chats_test.jsonl"
P95_AT_MOST = 1000


def measure(session: Session) -> None:
    before = ChatAnalysis.objects.count()
    for number, chat in enumerate(_chats()):
        run(_write_all(session.port, chat, str(number)))
        session.wait_until_done()
    analyses = ChatAnalysis.objects.order_by("pk")[before:]
    seconds = [analysis.duration_ms / 1000 for analysis in analyses]
    session.report.begin("Chat analysis (a chat read for work to be done, one at a time)")
    p95 = percentile(seconds, 0.95) * 1000
    note = f"{len(seconds)} chats of up to {max(map(len, _chats()))} messages of the customer"
    session.report.row("analysis", spread(seconds), at_most(p95, P95_AT_MOST, "ms (p95)"), note)
    session.report.end()


def _chats() -> list[list[str]]:
    rows = [json.loads(line) for line in CHATS.read_text(encoding="utf-8").splitlines()]
    return [[message["content"] for message in row["messages"] if message["role"] == "user"] for row in rows]


async def _write_all(port: int, texts: list[str], name: str) -> None:
    connection = await Connection.open(port)
    token = await visitor.open_session(connection)
    for number, text in enumerate(texts):
        await visitor.write(connection, token, text, f"chat-{name}-{number}")
    connection.close()
