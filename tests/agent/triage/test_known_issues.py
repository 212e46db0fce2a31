"""How often triage names the right known issue, on tickets that nothing was chosen with."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from agent.triage.issues import standing_out

TRAINING = Path("ai/training/triage")


def evaluate(data: Path, articles: Path) -> dict:
    out = StringIO()
    arguments = ("--articles", str(articles), "--data", str(data), "--json")
    call_command("evaluate", "triage", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_the_right_issue_is_named_of_most_tickets_that_are_held_out(tmp_path):
    names = ("tickets_held_out_2.jsonl", "tickets_held_out_3.jsonl")
    data = tmp_path / "held_out.jsonl"
    data.write_text("".join((TRAINING / name).read_text(encoding="utf-8") for name in names))
    result = evaluate(data, TRAINING / "known_issues.json")

    assert result["known_id_accuracy"] >= 0.85
    assert result["known_accuracy"] >= 0.85


@pytest.mark.django_db
def test_it_holds_for_another_knowledge_base(tmp_path):
    issues = Path("config/demo/content/launchpad/known_issues.json")
    result = evaluate(TRAINING / "tickets_launchpad.jsonl", issues)

    assert result["known_id_accuracy"] >= 0.95
    assert result["known_accuracy"] >= 0.9


def test_an_issue_that_leads_is_likelier_than_one_among_several_that_are_as_near():
    alone, crowded = standing_out({1: 0.45, 2: 0.1}), standing_out({1: 0.45, 2: 0.44})

    assert alone[1] > 0.5 > crowded[1]
    assert alone[1] > alone[2]
    assert standing_out({1: 0.45}) == {1: 0.45}
    assert standing_out({}) == {}
