from __future__ import annotations

import pytest
from django.urls import reverse

from knowledge.models import Article, AudienceCondition, Passage, Version
from tests.factories import UserFactory
from tests.knowledge.factories import make_live

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Article, AudienceCondition, Passage, Version])
def test_a_platform_admin_finds_every_kind_of_row(model, client, launchpad) -> None:
    article = make_live(launchpad, "Refunds")
    condition = article.audience.create(plans=["pro"])
    row = {Article: article, AudienceCondition: condition, Version: article.latest}.get(model)
    row = row or article.passages.get()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    name = model._meta.model_name

    assert client.get(reverse(f"admin:knowledge_{name}_changelist") + "?q=refunds").status_code == 200
    page = client.get(reverse(f"admin:knowledge_{name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
