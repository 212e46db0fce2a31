"""Writes to the knowledge base. Each is one transaction, is audited, and may be asked for twice."""

from knowledge.services.audience import set_audience
from knowledge.services.availability import archive_article, disable_article, enable_article, restore_article
from knowledge.services.drafts import create_article, revert_to, save_draft, update_details
from knowledge.services.errors import ContentRefused, EditedMeanwhile
from knowledge.services.known_issues import ImportReport, import_known_issues
from knowledge.services.publishing import publish, publish_now

__all__ = [
    "ContentRefused",
    "EditedMeanwhile",
    "ImportReport",
    "archive_article",
    "create_article",
    "disable_article",
    "enable_article",
    "import_known_issues",
    "publish",
    "publish_now",
    "restore_article",
    "revert_to",
    "save_draft",
    "set_audience",
    "update_details",
]
