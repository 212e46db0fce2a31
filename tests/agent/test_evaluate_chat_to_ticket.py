from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Tenant
from ai.models import ModelCall

pytestmark = pytest.mark.django_db

TRAINING = Path(__file__).resolve().parents[2] / "ai" / "training"


def said(*texts: str) -> list[dict]:
    return [{"id": f"m{n}", "role": "user", "content": text} for n, text in enumerate(texts, start=1)]


def issue(category: str, priority: str, *message_ids: str) -> dict:
    return {"category": category, "priority": priority, "message_ids": list(message_ids), "gist": category}


LEAK = {
    "id": "leak",
    "more": True,
    "messages": said("Hello", "There is no heating in our flat, and it is freezing"),
    "expected": [issue("maintenance", "critical", "m2")],
}
HOURS = {"id": "hours", "messages": said("What are your office hours?"), "expected": []}


def evaluate(path: Path, *arguments: str) -> dict:
    out = StringIO()
    call_command("evaluate", "chat_to_ticket", "--data", str(path), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def write(tmp_path: Path, *rows: dict | str) -> Path:
    path = tmp_path / "chats.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def test_what_a_chat_holds_is_measured_and_nothing_is_left_behind(tmp_path):
    missed = HOURS | {"id": "missed", "expected": [issue("other", "low", "m1")]}
    result = evaluate(write(tmp_path, LEAK, HOURS, missed), "--errors", "5")

    assert (result["issue_recall"], result["false_alarm_rate"]) == (0.5, 0.0)
    assert (result["category_accuracy"], result["priority_within_one"], result["critical_recall"]) == (
        1,
        1,
        1,
    )
    assert result["message_id_f1"] == 1.0
    assert result["counts"]["chats"] == 3
    assert result["errors"] == [{"id": "missed", "missed": ["other"], "superfluous": []}]
    assert set(result["milliseconds"]) == {"p50", "p95"}
    assert not Tenant.objects.exists()
    assert not ModelCall.objects.exists()


@pytest.mark.parametrize(
    "line", ['{"id": 1}', "nothing", json.dumps(LEAK | {"expected": [{"category": "x"}]})]
)
def test_a_bad_line_is_named(tmp_path, line):
    with pytest.raises(CommandError, match="line 2") as refusal:
        evaluate(write(tmp_path, HOURS, line))
    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("names", "found", "disturbed", "category", "critical"),
    [
        (("chats_test", "chats_test_2", "chats_test_3"), 0.88, 0.1, 0.9, 0.88),
        (("chats_test_4",), 0.85, 0.25, 0.77, 0.77),
        (("chats_test_5",), 0.89, 0.1, 0.86, 0.9),
        (("chats_test_6", "chats_test_7", "chats_test_8"), 0.9, 0.1, 0.89, 0.87),
    ],
)
def test_the_local_engine_reads_chats_that_it_was_not_made_with(
    tmp_path, names, found, disturbed, category, critical
):
    held_out = tmp_path / "held_out.jsonl"
    held_out.write_text("".join((TRAINING / f"{name}.jsonl").read_text(encoding="utf-8") for name in names))
    result = evaluate(held_out)

    assert result["issue_recall"] >= found
    assert result["false_alarm_rate"] <= disturbed
    assert result["category_accuracy"] >= category
    assert result["critical_recall"] >= critical
