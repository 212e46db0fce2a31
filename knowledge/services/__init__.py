"""Writes to the knowledge base. Each is one transaction, is audited, and may be asked for twice."""

from knowledge.services.audience import set_audience
from knowledge.services.availability import (
    archive_article,
    disable_article,
    enable_article,
    restore_article,
    unpublish_article,
)
from knowledge.services.drafts import create_article, revert_to, save_draft, update_details
from knowledge.services.embedding import start_embedding
from knowledge.services.errors import ApprovalNeeded, ContentRefused, EditedMeanwhile, HeldForReview
from knowledge.services.files import store_file
from knowledge.services.holding import release
from knowledge.services.publishing import publish, publish_now
from knowledge.services.reviewing import (
    ReviewRefused,
    approve,
    ask_for_review,
    comment_on,
    open_review_of,
    send_back,
    withdraw,
)
from knowledge.services.scheduling import (
    cancel_scheduled,
    schedule_publish,
    schedule_unpublish,
    waiting_changes,
)
from knowledge.services.settings import set_approval

__all__ = [
    "ApprovalNeeded",
    "ContentRefused",
    "EditedMeanwhile",
    "HeldForReview",
    "ReviewRefused",
    "approve",
    "archive_article",
    "ask_for_review",
    "cancel_scheduled",
    "comment_on",
    "create_article",
    "disable_article",
    "enable_article",
    "open_review_of",
    "publish",
    "publish_now",
    "release",
    "restore_article",
    "revert_to",
    "save_draft",
    "schedule_publish",
    "schedule_unpublish",
    "send_back",
    "set_approval",
    "set_audience",
    "start_embedding",
    "store_file",
    "unpublish_article",
    "update_details",
    "waiting_changes",
    "withdraw",
]
