"""What triage learns from a tenant's own tickets, and what it measures of its known issues."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from agent.models import CategoryModel, IssueProfile, TriageSettings, TriageThread
from agent.tasks import forget_triages, keep_triage_up
from agent.triage import training
from agent.triage.training import has_enough_new, train_categories
from agent.triage.workflow import finish, start
from conversations.models import Job
from knowledge.models import Article
from tests.agent.triage.conftest import ISSUES
from tests.factories import receive
from tickets.models import Category, Ticket
from tickets.services import change_category, change_status

pytestmark = pytest.mark.django_db

CARS = "The rental car {n} broke down on the motorway and we need another one"
HOTELS = "The hotel room {n} was not cleaned and breakfast was cold"


def resolved(widget, text: str, category: Category, *, by) -> None:
    ticket = receive(widget, text).ticket
    change_category(ticket, category=category, by=by)
    change_status(ticket, status=Ticket.Status.RESOLVED, by=by)


def use_too(tenant, name: str) -> None:
    settings = TriageSettings.of(tenant)
    settings.categories = [*settings.categories, {"name": name, "about": ""}]
    settings.save()


@pytest.fixture
def travel(launchpad, widget, bob):
    """Sixty-four resolved tickets of two categories whose names say nothing."""
    about = [{"name": "Alpha", "about": ""}, {"name": "Beta", "about": ""}]
    TriageSettings.objects.create(tenant=launchpad, categories=about, triages_new=False)
    alpha, beta = (Category.objects.create(tenant=launchpad, name=name) for name in ("Alpha", "Beta"))
    for number in range(32):
        for category, text in ((alpha, CARS), (beta, HOTELS)):
            resolved(widget, text.format(n=number), category, by=bob)
    # The AI's turn would open them again.
    Job.objects.all().delete()


def test_a_tenants_own_resolved_tickets_teach_its_categories(travel, launchpad, work_off) -> None:
    keep_triage_up()
    work_off()

    model = CategoryModel.objects.get()
    assert (model.version, model.tickets, model.labels) == (1, 64, ["Alpha", "Beta"])
    assert model.accuracy > 0.9
    for text, category in (
        ("our car has a flat tyre", "Alpha"),
        ("dirty towels in the bathroom of the hotel", "Beta"),
    ):
        thread = start(tenant=launchpad, text=text, source="page")
        finish(thread)
        assert thread.result["category"] == category
    keep_triage_up()
    work_off()
    assert CategoryModel.objects.count() == 1


def test_what_triage_set_by_itself_does_not_teach_it(travel, launchpad, widget, work_off) -> None:
    Ticket.objects.all()[0].events.filter(kind="category").update(member=None, actor="ai")
    assert train_categories(launchpad).tickets == 63


def learned(tenant, **fields) -> CategoryModel:
    return CategoryModel.objects.create(
        **{"tenant": tenant, "version": 1, "arrays": b"", "tickets": 64, "accuracy": 1, **fields}
    )


def is_trained_anew(tenant) -> bool:
    keep_triage_up()
    return Job.objects.filter(name="agent.train_categories", arguments__tenant_id=tenant.pk).exists()


def test_rare_and_unused_categories_are_nothing_new_to_learn(travel, launchpad, widget, bob) -> None:
    learned(launchpad)
    for name, number in (("Alpha", 1), ("Gamma", 8), ("Rare", 7)):
        category, _is_new = Category.objects.get_or_create(tenant=launchpad, name=name)
        for each in range(number):
            resolved(widget, f"{name} {each}", category, by=bob)
    use_too(launchpad, "Rare")
    assert not is_trained_anew(launchpad)

    CategoryModel.objects.update(tickets=54)
    assert is_trained_anew(launchpad)


def test_with_as_many_tickets_as_can_be_a_version_is_made_anew_when_it_is_old(
    travel, launchpad, monkeypatch
) -> None:
    monkeypatch.setattr(training, "TICKETS_AT_MOST", 64)
    learned(launchpad, made_at=timezone.now() - timedelta(days=29))
    assert not is_trained_anew(launchpad)

    CategoryModel.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert is_trained_anew(launchpad)


def test_newer_tickets_of_unused_categories_take_no_place_of_those_learned_from(
    travel, launchpad, widget, bob, monkeypatch
) -> None:
    monkeypatch.setattr(training, "TICKETS_AT_MOST", 60)
    gamma = Category.objects.create(tenant=launchpad, name="Gamma")
    for number in range(20):
        resolved(widget, f"Gamma {number}", gamma, by=bob)
    Category.objects.filter(name="Alpha").update(name="ALPHA")
    assert has_enough_new(launchpad)

    model = train_categories(launchpad)

    assert (model.tickets, model.labels) == (60, ["Alpha", "Beta"])
    assert not has_enough_new(launchpad)


def test_newer_tickets_of_rare_categories_are_not_counted_as_learned_from(
    travel, launchpad, widget, bob, monkeypatch
) -> None:
    monkeypatch.setattr(training, "TICKETS_AT_MOST", 70)
    rare = Category.objects.create(tenant=launchpad, name="Rare")
    for number in range(7):
        resolved(widget, f"Rare {number}", rare, by=bob)
    use_too(launchpad, "Rare")

    assert train_categories(launchpad).tickets == 63
    assert not has_enough_new(launchpad)
    CategoryModel.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert has_enough_new(launchpad), "there can not be a fifth more"


def test_few_tickets_teach_nothing_yet(launchpad, widget, bob, work_off) -> None:
    resolved(widget, CARS, Category.objects.create(tenant=launchpad, name="Bug"), by=bob)
    keep_triage_up()
    work_off()
    assert not CategoryModel.objects.exists()


def test_known_issues_are_measured_anew_when_they_change(issues, launchpad, work_off) -> None:
    before = IssueProfile.objects.get()
    assert len(before.issues) == 15
    Article.objects.filter(external_id="ISSUE-101").first().passages.update(is_live=False)

    keep_triage_up()
    work_off()

    after = IssueProfile.objects.get()
    assert len(after.issues) == 14
    out = StringIO()
    call_command("calibrate_issues", "--tenant", launchpad.slug, stdout=out)
    assert "14 known issues" in out.getvalue()


def test_an_issue_that_comes_back_is_measured_again(issues, launchpad, work_off) -> None:
    passages = Article.objects.filter(external_id="ISSUE-101").first().passages
    for is_live, number in ((False, 14), (True, 15), (False, 14), (True, 15)):
        passages.update(is_live=is_live)
        keep_triage_up()
        work_off()
        assert len(IssueProfile.objects.get().issues) == number


def test_measuring_that_failed_is_tried_again_in_an_hour(issues, launchpad, monkeypatch) -> None:
    Article.objects.filter(external_id="ISSUE-101").first().passages.update(is_live=False)
    keep_triage_up()
    Job.objects.filter(name="agent.measure_issues").update(state="failed")
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("agent.triage.upkeep.timezone.now", lambda: later)

    keep_triage_up()
    keep_triage_up()

    assert Job.objects.filter(name="agent.measure_issues", state="queued").count() == 1


def test_old_triages_are_forgotten(launchpad) -> None:
    TriageSettings.objects.create(tenant=launchpad, keep_days=30)
    for days in (10, 40):
        made = timezone.now() - timedelta(days=days)
        TriageThread.objects.create(tenant=launchpad, description="Hi", source="api", created_at=made)

    forget_triages()

    assert TriageThread.objects.count() == 1


def test_the_workflow_is_measured_on_labelled_tickets(tmp_path, db) -> None:
    rows = [
        {"id": 1, "text": "The CSV export: how do I get my data out as CSV?", "category": "Question/How-To",
         "severity": "Low", "issue_type": "known_issue", "known_id": "ISSUE-106", "vague": False},
        {"id": 2, "text": "Dates are on the wrong day", "category": "Bug", "severity": "High",
         "issue_type": "new_issue", "known_id": None, "vague": False},
        {"id": 3, "text": "help", "category": None, "severity": None, "issue_type": None, "known_id": None,
         "vague": True},
    ]  # fmt: skip
    data, out = tmp_path / "tickets.jsonl", StringIO()
    data.write_text("\n".join(map(json.dumps, rows)))

    issues = "ai/training/triage/known_issues.json"
    call_command("evaluate", "triage", "--articles", issues, "--data", str(data), "--json", stdout=out)

    result = json.loads(out.getvalue())
    for name in (
        "category_accuracy",
        "severity_within_one",
        "known_accuracy",
        "known_id_accuracy",
        "vague_recall",
    ):
        assert result[name] == 1.0
    assert result["needless_questions"] == 0.0
    assert result["counts"] == {"issues": 15, "tickets": 3, "known": 1, "vague": 1}
    assert not TriageThread.objects.exists()


@pytest.mark.parametrize(
    ("issues", "tickets", "known_or_new"),
    [("known_issues", "tickets_held_out_2", 0.85), ("known_issues_architects", "tickets_architects", 0.75)],
)
def test_triage_holds_its_aims_on_tickets_it_was_not_made_with(db, issues, tickets, known_or_new) -> None:
    articles, data, out = ISSUES.with_name(f"{issues}.json"), ISSUES.with_name(f"{tickets}.jsonl"), StringIO()

    call_command("evaluate", "triage", "--articles", str(articles), "--data", str(data), "--json", stdout=out)

    result = json.loads(out.getvalue())
    assert result["category_accuracy"] >= 0.80
    assert result["severity_within_one"] >= 0.95
    assert result["known_accuracy"] >= known_or_new
    assert result["known_id_accuracy"] >= 0.85
    assert result["vague_recall"] >= 0.75
    assert result["needless_questions"] <= 0.05
