"""Two members wrote at once: the second sees both texts and chooses; nothing typed is lost."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_required
from accounts.http import MemberRequest, key_in
from knowledge.access import get_article
from knowledge.diff import diff
from knowledge.forms import TextForm
from knowledge.merging import merge
from knowledge.models import Article, Version
from knowledge.views.edit_context import edit_context


@require_POST
@agent_required
def choose(request: MemberRequest, slug: str) -> HttpResponse:
    """The editor with both texts put together, or with theirs; saves nothing, and keeps what was typed."""
    article = get_article(request.member, slug)
    theirs, form = article.latest, TextForm(request.POST)
    form.full_clean()
    mine = form.cleaned_data
    both = put_together(article, mine, theirs, started_from=key_in(request.POST.get("was")) or 0)
    chosen = both if request.POST.get("choice") == "both" else _text_of(theirs)
    context = edit_context(article)
    if chosen is None:
        context |= {"conflict": _("The two texts changed the same place. Choose one of them.")}
        chosen = mine
    context["form"] = TextForm(initial={**chosen, "base": theirs.number if theirs else 0})
    context["kept"] = mine
    return render(request, "knowledge/edit.html", context)


@require_safe
@agent_required
def newer(request: MemberRequest, slug: str) -> HttpResponse:
    """Whether somebody saved a newer version than the one that is being edited (`?base=`)."""
    article = get_article(request.member, slug)
    base = key_in(request.GET.get("base")) or 0
    is_newer = article.latest is not None and article.latest.number > base
    return render(request, "knowledge/_newer.html", {"version": article.latest if is_newer else None})


def conflict_context(article: Article, form: TextForm, theirs: Version, said: str) -> dict[str, Any]:
    """Both texts and their difference. Saving again starts from theirs: the writer has seen it then."""
    mine = form.cleaned_data
    started_from = mine["base"] or 0
    both = put_together(article, mine, theirs, started_from=started_from)
    form.data = {**mine, "base": theirs.number}
    return {
        "conflict": said,
        "theirs": theirs,
        "was": started_from,
        "changes": diff(theirs.whole, _whole(mine)),
        "both": diff(theirs.whole, _whole(both)) if both else None,
    }


def put_together(
    article: Article, mine: dict[str, Any], theirs: Version | None, *, started_from: int
) -> dict[str, str] | None:
    """Title and body with the changes of both; None where that is not plain."""
    base = article.versions.filter(number=started_from).first()
    if base is None or theirs is None:
        return None
    title = merge(base.title, mine["title"], theirs.title)
    body = merge(base.body, _lines(mine["body"]), theirs.body)
    return None if title is None or body is None else {"title": title, "body": body}


def _text_of(version: Version | None) -> dict[str, str] | None:
    return {"title": version.title, "body": version.body} if version else None


def _whole(text: dict[str, Any]) -> str:
    return f"{text['title']}\n\n{_lines(text['body'])}\n"


def _lines(body: str) -> str:
    return body.replace("\r\n", "\n").rstrip()
