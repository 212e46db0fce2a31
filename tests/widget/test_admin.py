from __future__ import annotations

import pytest

from channels_app.models import WidgetSession
from tests.factories import UserFactory


@pytest.fixture
def platform_admin(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_sessions_can_be_looked_at_without_their_token(platform_admin, visitor):
    session = WidgetSession.objects.get()
    for path in (
        "/admin/channels_app/widgetsession/",
        f"/admin/channels_app/widgetsession/{session.pk}/change/",
    ):
        page = platform_admin.get(path)
        assert page.status_code == 200
        assert session.token_hash not in page.content.decode()
