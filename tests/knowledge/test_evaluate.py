from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from accounts.models import AuditEntry, Tenant
from knowledge.evaluation.task import percentile
from knowledge.models import Article, Passage

pytestmark = pytest.mark.django_db

ARTICLES = [
    {
        "id": "refunds",
        "title": "Refunds",
        "body": "A refund arrives within 5 working days.",
        "audience": None,
    },
    {"id": 2, "title": "Parking", "examples": ["Where can I park my car?", "Is there a garage?"], "extra": 1},
    {
        "id": "vat",
        "title": "Refunds of VAT",
        "body": "VAT is refunded within 10 days.",
        "audience": {"countries": ["DE"]},
    },
]
QUESTIONS = [
    {
        "query": "When does my refund arrive?",
        "relevant": ["refunds"],
        "answerable": True,
        "answer_span": None,
    },
    {"query": "garage for my car", "relevant": [2], "traits": None},
    {"query": "When is VAT refunded?", "relevant": ["vat"], "traits": {"country": "de", "unknown": 1}},
    {"query": "When is VAT refunded?", "relevant": [], "answerable": False, "traits": {"country": "FR"}},
]


@pytest.fixture
def write(tmp_path):
    def write(name: str, rows) -> str:
        path = tmp_path / name
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n\n")
        return str(path)

    return write


def evaluate(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate", "retrieval", *arguments, stdout=out)
    return out.getvalue()


def test_retrieval_is_measured_and_leaves_nothing_behind(write) -> None:
    files = ["--articles", write("articles.jsonl", ARTICLES), "--data", write("questions.jsonl", QUESTIONS)]

    result = json.loads(evaluate(*files, "--json", "--errors", "2"))

    for order in ("lexical", "vector", "hybrid"):
        assert set(result[order]) == {
            "recall_at_1", "recall_at_3", "recall_at_10", "mrr_at_10", "audience_leaks"
        }  # fmt: skip
        assert result[order]["recall_at_3"] == 1
        assert result[order]["audience_leaks"] == 0
    assert result["counts"] == {"articles": 3, "queries": 4, "answerable": 3}
    assert result["milliseconds"]["p95"] >= result["milliseconds"]["p50"] > 0
    assert len(result["errors"]) == 2
    for model in (Tenant, Article, Passage, AuditEntry):
        assert not model.objects.exists()


def test_the_table_names_the_figures(write) -> None:
    files = ["--articles", write("articles.jsonl", ARTICLES), "--data", write("questions.jsonl", QUESTIONS)]

    table = evaluate(*files)

    assert "recall_at_1" in table
    assert "hybrid" in table
    assert "p95" in table


@pytest.mark.parametrize(
    ("articles", "questions", "said"),
    [
        ([*ARTICLES, "{"], QUESTIONS, "articles.jsonl, line 4"),
        ([{"id": "a", "title": "No text"}], QUESTIONS, "articles.jsonl, line 1: "),
        (ARTICLES, [QUESTIONS[0], {"relevant": []}], "questions.jsonl, line 2: query"),
        ([ARTICLES[0], ARTICLES[0]], QUESTIONS, "same id"),
    ],
)
def test_a_bad_line_is_named(articles, questions, said, write) -> None:
    files = ["--articles", write("articles.jsonl", articles), "--data", write("questions.jsonl", questions)]

    with pytest.raises(CommandError, match=said) as refusal:
        evaluate(*files)

    assert refusal.value.returncode == 2


def test_a_missing_file_is_named(write) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        evaluate("--articles", "nowhere.jsonl", "--data", write("questions.jsonl", QUESTIONS))
    with pytest.raises(CommandError, match="--articles"):
        evaluate("--data", write("questions.jsonl", QUESTIONS))


def test_several_files_are_measured_as_one(write) -> None:
    articles = ["--articles", write("articles.jsonl", ARTICLES)]
    first, second = write("first.jsonl", QUESTIONS[:3]), write("second.jsonl", QUESTIONS[3:])

    for files in (["--data", first, second], ["--data", first, "--data", second]):
        result = json.loads(evaluate(*articles, "--json", *files))
        assert result["counts"]["queries"] == 4

    second = write("second.jsonl", ["{"])
    with pytest.raises(CommandError, match=r"second\.jsonl, line 1"):
        evaluate(*articles, "--data", first, second)


def test_who_has_no_database_running_is_told_what_to_do(write) -> None:
    files = ["--articles", write("articles.jsonl", ARTICLES), "--data", write("questions.jsonl", QUESTIONS)]

    def away(*args: object) -> None:
        raise OperationalError("connection is bad")

    with connection.execute_wrapper(away), pytest.raises(CommandError, match="make up") as refusal:
        evaluate(*files)

    assert refusal.value.returncode == 2


def test_percentiles_are_values_that_were_seen() -> None:
    assert percentile([], 0.5) == 0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.95) == 4
