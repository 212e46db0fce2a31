import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from accounts.models import Tenant
from ai.local import calibration, confidence

pytestmark = pytest.mark.django_db

# Long enough for a passage of its own: short sections share one.
HOW_TO_ASK = " ".join(["Open Billing, choose the charge and tell us why you want it back."] * 10)
ARTICLES = [
    {
        "id": "refund",
        "title": "Refunds",
        "body": f"A refund reaches your card within 5 days.\n\n## Ask\n\n{HOW_TO_ASK}",
    },
    {"id": "pets", "title": "Pets", "body": "Two cats or one dog are fine."},
    {"id": "park", "title": "Parking", "body": "The garage costs 85 pounds a month."},
    {
        "id": "keys",
        "title": "Keys",
        "examples": ["I lost my key", "my key is gone", "how do I get a new key"],
    },
]
QUESTIONS = [
    {"query": "when is the refund on my card", "relevant": ["refund"], "answer_span": "within 5 days"},
    {"query": "can I keep a dog", "relevant": ["pets"]},
    {"query": "price of the garage", "relevant": ["park"]},
    {"query": "I can't find my key", "relevant": ["keys"]},
    {"query": "how many days does a refund take", "relevant": ["refund"]},
    {"query": "are cats allowed", "relevant": ["pets"]},
    {"query": "who is the president", "relevant": [], "answerable": False},
    {"query": "is there a pool", "relevant": [], "answerable": False},
]


def write_lines(path, rows):
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return str(path)


def calibrate(tmp_path, articles, questions, **options):
    output = tmp_path / "weights.json"
    said = StringIO()
    call_command("calibrate_answers", "--set", articles, questions, output=output, stdout=said, **options)
    return confidence.load(output), said.getvalue()


def test_weights_thresholds_and_figures_are_written(tmp_path):
    result, said = calibrate(
        tmp_path, write_lines(tmp_path / "a.jsonl", ARTICLES), write_lines(tmp_path / "q.jsonl", QUESTIONS)
    )
    assert 0 < result.answer_threshold <= 1.001
    assert result.features["strength"].scale > 0
    # Eight questions, six of them again without their article, one again without the passage of its answer.
    assert result.figures[f"{tmp_path.name}/q"]["examples"] == 15
    assert [point["threshold"] for point in result.figures["all"]["curve"]] == list(calibration.CURVE)
    assert "precision" in said


def test_nothing_is_left_of_what_was_asked(tmp_path):
    calibrate(
        tmp_path, write_lines(tmp_path / "a.jsonl", ARTICLES), write_lines(tmp_path / "q.jsonl", QUESTIONS)
    )
    assert not Tenant.objects.filter(slug__startswith="calibration").exists()


def test_offers_have_weights_a_threshold_and_figures_of_their_own(tmp_path):
    result, said = calibrate(
        tmp_path, write_lines(tmp_path / "a.jsonl", ARTICLES), write_lines(tmp_path / "q.jsonl", QUESTIONS)
    )
    assert 0 < result.offering.threshold <= 1.001
    assert "margin_to_fourth" in result.offering.features
    assert "margin_to_fourth" not in result.features
    # Three articles of four: more often one of them is right than the very first.
    group = f"{tmp_path.name}/q"
    assert result.offering.figures[group]["coverage"] >= result.figures[group]["coverage"]
    assert f"offer from {result.offering.threshold}" in said


def test_the_same_data_gives_the_same_weights(tmp_path):
    files = write_lines(tmp_path / "a.jsonl", ARTICLES), write_lines(tmp_path / "q.jsonl", QUESTIONS)
    assert calibrate(tmp_path, *files)[0] == calibrate(tmp_path, *files)[0]


def test_articles_may_be_a_folder_of_markdown(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for article in ARTICLES[:3]:
        head = f'+++\ntitle = "{article["title"]}"\n+++\n'
        (folder / f"{article['id']}.md").write_text(head + article["body"], encoding="utf-8")
    (folder / "draft.md").write_text('+++\ntitle = "No"\nstate = "draft"\n+++\nNothing.', encoding="utf-8")
    questions = write_lines(tmp_path / "q.jsonl", QUESTIONS)
    assert calibrate(tmp_path, str(folder), questions)[0].figures[f"{tmp_path.name}/q"]["examples"] > 8


def test_questions_may_name_an_intent(tmp_path):
    articles = [{**article, "intent": article["id"]} for article in ARTICLES]
    rows = [{"text": row["query"], "intent": (row["relevant"] or ["oos"])[0]} for row in QUESTIONS]
    rows.append({"text": "I lost my key", "intent": "keys"})
    result, _ = calibrate(
        tmp_path, write_lines(tmp_path / "a.jsonl", articles), write_lines(tmp_path / "q.jsonl", rows)
    )
    assert result.figures[f"{tmp_path.name}/q"]["examples"] == 14, "an article's own example is no question"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"query": "x"}\nnot json', "line 2"),
        ('["query"]', "line 1"),
        ('{"question": "x"}', "needs query"),
        ('{"query": "x", "relevant": ["unknown"]}', "no question is answerable"),
    ],
)
def test_a_bad_line_is_named(tmp_path, content, message):
    questions = tmp_path / "q.jsonl"
    questions.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message) as raised:
        calibrate(tmp_path, write_lines(tmp_path / "a.jsonl", ARTICLES), str(questions))
    assert raised.value.returncode == 2


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.jsonl"):
        calibrate(tmp_path, str(tmp_path / "nowhere.jsonl"), str(tmp_path / "q.jsonl"))


def test_regression_finds_the_weights_that_made_the_data():
    random = np.random.default_rng(1)
    evidence = random.normal(size=(20_000, 2))
    chance = 1 / (1 + np.exp(-(0.5 + 2 * evidence[:, 0] - evidence[:, 1])))
    right = (random.random(len(chance)) < chance).astype(float)
    mean, scale, coefficients = calibration.fit(evidence, right, np.ones(len(right)))
    np.testing.assert_allclose(mean, 0, atol=0.03)
    np.testing.assert_allclose(scale, 1, atol=0.03)
    np.testing.assert_allclose(coefficients, [0.5, 2, -1], atol=0.1)


def test_auroc_counts_pairs_in_the_right_order():
    right = np.array([1.0, 0, 1, 0])
    assert calibration.auroc(np.array([0.9, 0.1, 0.8, 0.2]), right) == 1
    assert calibration.auroc(np.array([0.1, 0.9, 0.2, 0.8]), right) == 0
    assert calibration.auroc(np.array([0.5, 0.5, 0.5, 0.5]), right) == 0.5
    assert calibration.auroc(np.array([0.9, 0.5, 0.4, 0.1]), right) == 0.75


def test_the_threshold_is_the_lowest_that_keeps_the_precision():
    chance = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([1.0, 1, 0, 1, 0])
    weights = np.ones(5)
    assert calibration.choose_threshold(chance, right, weights, 1.0) == 0.8
    assert calibration.choose_threshold(chance, right, weights, 0.75) == 0.6
    assert calibration.choose_threshold(chance, np.zeros(5), weights, 0.5) > 1


def test_the_weights_that_ship_keep_their_promise():
    figures = confidence.current().figures["all"]
    assert figures["precision"] >= 0.9
    assert figures["auroc"] >= 0.84
    assert figures["ece"] <= 0.05


def test_the_offers_that_ship_keep_their_promise():
    figures = confidence.current().offering.figures["all"]
    assert figures["precision"] >= 0.79
    assert figures["auroc"] >= 0.8
    assert figures["ece"] <= 0.06
