from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Tenant
from agent.models import Signal
from conversations.models import Job, Message

pytestmark = pytest.mark.django_db

SESSIONS = [
    {
        "id": 7,
        "turns": [
            {"role": "user", "content": "How long does a refund take?", "dissatisfied": False},
            {"role": "assistant", "content": "Refunds are paid to your card."},
            {"role": "user", "content": "that's not what I asked", "dissatisfied": True},
            {"role": "assistant", "content": "Refunds are paid to your card."},
            {"role": "user", "content": "that's not what I asked", "dissatisfied": True},
            {"role": "assistant", "content": "Refunds are paid to your card."},
            {"role": "user", "content": "useless", "dissatisfied": True},
        ],
        "asks_for_human_at": None,
        "should_escalate": True,
        "unknown": 1,
    },
    {
        "id": "calm",
        "turns": [
            {"role": "assistant", "content": "Hello. What can I help you with?"},
            {"role": "user", "content": "my card was declined", "dissatisfied": False},
            {"role": "assistant", "content": "Press Reset."},
            {"role": "user", "content": "thanks, works now", "dissatisfied": False},
        ],
        "asks_for_human_at": None,
        "should_escalate": False,
    },
    {
        "id": "wish",
        "turns": [{"role": "user", "content": "get me a human", "dissatisfied": True}],
        "asks_for_human_at": 0,
        "should_escalate": True,
    },
]


def evaluate(tmp_path, rows, *arguments: str) -> dict:
    path, out = tmp_path / "data.jsonl", StringIO()
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    call_command("evaluate", "frustration", "--data", str(path), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_whole_conversations_are_listened_to_as_in_production(tmp_path) -> None:
    result = evaluate(tmp_path, SESSIONS)

    for figure in ("turn_precision", "turn_recall", "escalate_precision", "escalate_recall", "human_recall"):
        assert result[figure] == 1.0, figure
    assert result["counts"] == {
        "sessions": 3, "turns": 7, "dissatisfied": 4, "should_escalate": 2, "ask_for_human": 1
    }  # fmt: skip
    assert set(result["milliseconds"]) == {"p50", "p95"}


def test_nothing_is_left_behind(tmp_path) -> None:
    before = [kind.objects.count() for kind in (Tenant, Message, Signal, Job)]
    evaluate(tmp_path, SESSIONS)
    assert [kind.objects.count() for kind in (Tenant, Message, Signal, Job)] == before


def test_mistakes_are_shown_worst_first(tmp_path) -> None:
    wrong = {**SESSIONS[2], "should_escalate": False, "asks_for_human_at": None}
    wrong["turns"] = [{**wrong["turns"][0], "dissatisfied": False}]
    result = evaluate(tmp_path, [SESSIONS[1], wrong], "--errors", "5")

    assert result["escalate_precision"] == 0
    [mistake] = result["errors"]
    assert (mistake["id"], mistake["escalated"]) == ("wish", True)
    assert mistake["turns"][0]["content"] == "get me a human"


def test_a_bad_line_is_named(tmp_path) -> None:
    bad = {**SESSIONS[0], "turns": [{"role": "robot", "content": "x"}]}
    with pytest.raises(CommandError, match="line 2") as refusal:
        evaluate(tmp_path, [SESSIONS[1], bad])
    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("name", "turns", "escalations", "persons_found"),
    [
        ("sessions_held_out.jsonl", (0.8, 0.85), (0.9, 0.85), 0.9),
        ("sessions_wide_held_out.jsonl", (0.8, 0.85), (0.95, 0.8), 0.95),
        ("sessions_later_held_out.jsonl", (0.7, 0.9), (0.95, 0.85), 0.8),
        ("sessions_strangers_held_out.jsonl", (0.65, 0.75), (0.7, 0.65), 0.6),
        ("sessions_plain_held_out.jsonl", (0.75, 0.75), (0.9, 0.8), 0.9),
    ],
)
def test_the_repos_conversations_come_out_well(name, turns, escalations, persons_found) -> None:
    """Held-out ones, whose words nothing was fitted to; docs/decisions/0016 has the figures."""
    path, out = Path(__file__).with_name(name), StringIO()
    call_command("evaluate", "frustration", "--data", str(path), "--json", stdout=out)
    result = json.loads(out.getvalue())

    assert result["turn_precision"] >= turns[0]
    assert result["turn_recall"] >= turns[1]
    assert result["escalate_precision"] >= escalations[0]
    assert result["escalate_recall"] >= escalations[1]
    assert result["human_recall"] >= persons_found
