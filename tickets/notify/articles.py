"""What members are told of articles. Knowledge says whom, and asks for it by a job: it stands below."""

from __future__ import annotations

from typing import Any

from accounts.models import Member
from knowledge.models import Article
from tickets.models.event import TicketEvent
from tickets.notify.tell import tell


def tell_of_article(
    *, article_id: int, kind: str, to: list[int], by: int | None, data: dict[str, Any]
) -> None:
    """Notify these members of an article that is still there. `by` did it; nobody where it was the hub."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        return
    members = Member.objects.filter(tenant=article.tenant_id).select_related("user")
    member = members.filter(pk=by).first() if by is not None else None
    actor = TicketEvent.Actor.MEMBER if member else TicketEvent.Actor.SYSTEM
    tell(article, kind, to=to, by=member, actor=actor, data=data)
