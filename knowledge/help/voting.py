"""Readers' votes, without a login and without knowing who they are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.throttle import network_of
from conversations.text import readable
from knowledge.models import Article, HelpVote
from knowledge.models.vote import COMMENT_CHARACTERS

VOTES_A_MINUTE = 10
SHOWN_COMMENTS = 5


@dataclass(frozen=True)
class Votes:
    yes: int
    no: int
    comments: list[HelpVote]


def vote(article: Article, request: HttpRequest, *, is_helpful: bool, comment: str = "") -> HelpVote:
    """The visitor's vote of today; a second one takes the place of the first."""
    today = timezone.now().date()
    said = {"is_helpful": is_helpful, "tenant": article.tenant}
    if comment:
        said["comment"] = readable(comment)[:COMMENT_CHARACTERS]
    kept, _is_new = HelpVote.objects.update_or_create(
        article=article, visitor=_visitor_of(request, str(today)), day=today, defaults=said
    )
    return kept


def votes_on(article: Article) -> Votes:
    votes = HelpVote.objects.filter(article=article)
    counts = votes.order_by().aggregate(
        yes=Count("pk", filter=Q(is_helpful=True)), no=Count("pk", filter=Q(is_helpful=False))
    )
    return Votes(**counts, comments=list(votes.exclude(comment="")[:SHOWN_COMMENTS]))


def is_from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent it. A token in the page, and a cookie, would keep it out of caches.

    Browsers say it with every POST; nothing is done in anybody's name here, so that is enough.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(source).netloc == request.get_host()


def _visitor_of(request: HttpRequest, day: str) -> str:
    seen = f"{network_of(request)}\n{request.headers.get('User-Agent', '')[:300]}\n{day}"
    return salted_hmac("help-vote", seen, algorithm="sha256").hexdigest()
