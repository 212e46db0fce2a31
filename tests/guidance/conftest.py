from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

HTMX = {"HX-Request": "true"}


def url(name: str, *args: object) -> str:
    return reverse(f"guidance:{name}", args=args)


def errors_of(response) -> str:
    """Everything that a refused form says."""
    assert response.status_code == 422
    form = response.context.get("rule_form") or response.context["form"]
    return " ".join([*form.non_field_errors(), *(error for found in form.errors.values() for error in found)])


@pytest.fixture
def browser(alice, signed_in) -> Client:
    return signed_in(alice)
