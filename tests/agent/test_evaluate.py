from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Tenant
from agent.evaluation.scores import auroc, calibration_error, f1, precision_recall
from agent.models import Run
from ai.models import ModelCall
from conversations.models import Job
from tests.ai.conftest import provider
from tests.ai.standin import Reply, failing, streamed

__all__ = ["provider"]

ROWS = [
    {"text": "I want to talk to a person", "handoff": True, "more": 1},
    {"text": "Where is my invoice?", "handoff": False},
    {"text": "Any way around the tin can?", "handoff": True},
]


def evaluate(tmp_path, rows, *arguments: str, task: str = "handoff") -> dict:
    path, out = tmp_path / "data.jsonl", StringIO()
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    call_command("evaluate", task, "--data", str(path), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_asking_for_a_person_is_measured(tmp_path) -> None:
    result = evaluate(tmp_path, ROWS, "--errors", "5")

    assert (result["precision"], result["recall"]) == (1.0, 0.5)
    assert result["f1"] == pytest.approx(2 / 3)
    assert result["counts"] == {"messages": 3, "handoff": 2, "found": 1}
    assert result["errors"] == [{"text": ROWS[2]["text"], "handoff": True}]
    assert set(result["milliseconds"]) == {"p50", "p95"}


@pytest.mark.parametrize("line", ['{"text": "Hi"}', '{"text": "Hi", "handoff": "perhaps"}', "nothing"])
def test_a_bad_line_is_named(tmp_path, line) -> None:
    with pytest.raises(CommandError, match="line 2") as refusal:
        evaluate(tmp_path, [ROWS[0], line])
    assert refusal.value.returncode == 2


def test_scores() -> None:
    assert precision_recall([True, True, False], [True, False, True]) == (0.5, 0.5)
    assert precision_recall([False], [False]) == (1.0, 1.0)
    assert f1(0, 0) == 0
    assert auroc([0.9, 0.8], [0.1, 0.8]) == 0.875
    assert auroc([0.2], [0.7]) == 0
    assert calibration_error([0.95, 0.95, 0.15, 0.15], [True, True, False, False]) == pytest.approx(0.1)


def test_labels_are_learned_from_one_file_and_measured_on_another(tmp_path) -> None:
    train = tmp_path / "train.jsonl"
    learned = [
        ("I want my money back", "refund"),
        ("please refund me", "refund"),
        ("I forgot my password", "password"),
        ("reset my password", "password"),
    ]
    train.write_text("\n".join(json.dumps({"text": text, "label": label}) for text, label in learned))
    rows = [
        {"text": "refund my payment", "label": "refund"},
        {"text": "my password is gone", "label": "password"},
        {"text": "what is the weather like in Rome", "label": "oos"},
    ]

    result = evaluate(tmp_path, rows, "--train", str(train), task="classify")

    assert (result["accuracy"], result["auroc_oos"]) == (1.0, 1.0)
    assert set(result) >= {"in_scope_at_threshold", "oos_recall_at_threshold", "ece"}
    assert result["counts"]["labels"] == 2


TAUGHT = [
    ("I want my money back", "refund"),
    ("please refund me", "refund"),
    ("I forgot my password", "password"),
    ("reset my password", "password"),
]


def triaged_as(category: str, sure: float) -> Reply:
    words = {"summary": "Money back.", "severity": "Low", "next_action": "Pay."}
    return streamed({**words, "category": category, "confidence": sure})


@pytest.mark.django_db
def test_with_a_provider_its_model_gives_the_labels_and_is_charged_to_nobody(tmp_path, provider) -> None:
    train = tmp_path / "train.jsonl"
    train.write_text("\n".join(json.dumps({"text": text, "label": label}) for text, label in TAUGHT))
    rows = [
        {"text": "money back, please", "label": "refund"},
        {"text": "what is the weather like in Rome", "label": "oos"},
        {"text": "my password is gone", "label": "password"},
    ]
    provider.replies = [triaged_as("refund", 0.9), triaged_as("oos", 0.8), failing(400)]

    arguments = ("--train", str(train), "--engine", "openai")
    result = evaluate(tmp_path, rows, *arguments, task="classify")

    assert (result["accuracy"], result["auroc_oos"]) == (1.0, 1.0)
    assert result["oos_recall_at_threshold"] == 1.0
    asked = json.loads(provider.requests[0]["body"]["messages"][1]["content"])
    assert [category["name"] for category in asked["categories"]] == ["password", "refund", "oos"]
    assert asked["corrected"][0] == {"text": "I want my money back", "category": "refund", "severity": ""}
    assert not ModelCall.objects.exists()
    assert not Tenant.objects.filter(slug__startswith="evaluation").exists()


def test_one_label_is_too_few_to_learn(tmp_path) -> None:
    train = tmp_path / "train.jsonl"
    train.write_text('{"text": "Hi", "label": "hello"}')
    with pytest.raises(CommandError, match="two labels"):
        evaluate(tmp_path, [{"text": "Hi", "label": "hello"}], "--train", str(train), task="classify")


ARTICLES = [
    {
        "id": "refunds",
        "title": "Refunds",
        "body": "A refund arrives within 5 working days after we approve it.",
    },
    {"id": "zones", "title": "Time zones", "body": "Each person sets a time zone under Profile."},
    {
        "id": "partners",
        "title": "Partner refunds",
        "body": "A partner's refund arrives at once.",
        "audience": {"plan": "partner"},
    },
]
QUESTIONS = [
    {
        "query": "How long does a refund take until it arrives?",
        "relevant": ["refunds"],
        "answerable": True,
        "answer_span": "within 5 working days",
    },
    {"query": "Which colour will the new office chairs in Lisbon have?", "relevant": [], "answerable": False},
]


def evaluate_answers(tmp_path, *arguments: str) -> dict:
    articles, data, out = tmp_path / "articles.jsonl", tmp_path / "data.jsonl", StringIO()
    articles.write_text("\n".join(map(json.dumps, ARTICLES)))
    data.write_text("\n".join(map(json.dumps, QUESTIONS)))
    files = ["--articles", str(articles), "--data", str(data)]
    call_command("evaluate", "answer", *files, "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_answers_are_measured_as_customers_would_get_them(tmp_path) -> None:
    result = evaluate_answers(tmp_path, "--errors", "1")

    assert (result["coverage"], result["precision"], result["span_hit"]) == (0.5, 1.0, 1.0)
    assert result["answered_unanswerable"] == 0
    assert result["helped_answerable"] == 1
    assert 0 <= result["ece"] < 0.3
    assert result["counts"] == {"reply": 1, "escalate": 1, "articles": 3, "queries": 2}
    assert set(result["errors"][0]) == {"query", "relevant", "decision", "confidence", "shown"}


@pytest.mark.django_db
def test_measuring_answers_leaves_nothing_behind(tmp_path) -> None:
    evaluate_answers(tmp_path)

    assert not Tenant.objects.exists()
    assert not Run.objects.exists()
    assert not Job.objects.exists()
