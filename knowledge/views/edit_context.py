from __future__ import annotations

from typing import Any

from knowledge.approval import is_approval_required
from knowledge.audience import conditions_of
from knowledge.forms import DetailsForm, TextForm
from knowledge.listing import categories_of
from knowledge.models import Article
from knowledge.services import open_review_of


def edit_context(article: Article) -> dict[str, Any]:
    """What the edit page shows before anything is typed."""
    latest = article.latest
    text = {"title": latest.title, "body": latest.body, "base": latest.number} if latest else {}
    return {
        "article": article,
        "form": TextForm(initial=text),
        "details": DetailsForm(initial={"kind": article.kind, "category": article.category}),
        "conditions": conditions_of(article),
        "categories": categories_of(article.tenant),
        "is_approval_required": is_approval_required(article.tenant),
        "review": open_review_of(article),
    }
