"""How the admin is told to do something: its actions, and forms with rows inside."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.test import Client

from tests.admin_site.addresses import url


def act(browser: Client, model: type[models.Model], action: str, *rows: models.Model) -> str:
    """Choose the rows in the list and run the action; returns the page that follows."""
    choice = {"action": action, "_selected_action": [row.pk for row in rows]}
    return browser.post(url(model, "changelist"), choice, follow=True).content.decode()


def inline(prefix: str, *rows: dict[str, Any], kept: int = 0) -> dict[str, Any]:
    """The fields of an inline formset with these rows, `kept` of which are there already."""
    fields = {
        f"{prefix}-{index}-{name}": value for index, row in enumerate(rows) for name, value in row.items()
    }
    return {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": kept, **fields}
