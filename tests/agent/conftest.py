from __future__ import annotations

import pytest

from agent.models import TriageSettings
from ai.models import AISettings
from knowledge.models import Article
from knowledge.services import create_article, publish_now
from tests.tickets.conftest import told

__all__ = ["told"]

REFUNDS = """Refunds go back to the card or account that was charged.

## How long a refund takes

A refund arrives within 5 working days after we approve it. Bank transfers to accounts outside the EU can
take up to 10 working days.

## How to ask for one

1. Open **Settings > Billing > Invoices**.
2. Choose the invoice and press **Request a refund**.
3. Write the reason and send it.
"""


@pytest.fixture
def only_answers(launchpad) -> None:
    """The AI answers, and neither triages tickets nor looks for some in chats."""
    TriageSettings.objects.create(tenant=launchpad, triages_new=False)
    AISettings.objects.create(tenant=launchpad, finds_tickets=False)


@pytest.fixture
def refunds(launchpad, alice) -> Article:
    """A published article about refunds, and a few others that are not."""
    for title, body in (
        (
            "Time zones",
            "Each person sets a time zone under Profile > Time zone. Reports use the workspace's zone.",
        ),
        ("Export your data", "Owners export all projects as CSV or JSON under Settings > Data > Export."),
    ):
        other = create_article(tenant=launchpad, title=title, body=body, by=alice)
        publish_now(version=other.latest, by=alice)
    article = create_article(tenant=launchpad, title="Refunds", body=REFUNDS, by=alice)
    publish_now(version=article.latest, by=alice)
    return article
