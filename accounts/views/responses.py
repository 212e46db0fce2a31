from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.http import MemberRequest


@dataclass(frozen=True)
class Undo:
    """The POST that takes a change back; its answer is the same region of the page."""

    url: str
    values: dict[str, str] | None = None


@dataclass(frozen=True)
class Region:
    """A part of a page that a mutation draws again: `template#partial`, and the page itself."""

    template: str
    partial: str
    url_name: str

    def changed(
        self,
        request: MemberRequest,
        context: dict[str, Any],
        *,
        said: str,
        undo: Undo | None = None,
        level: str = "success",
    ) -> HttpResponse:
        """The fresh region and a note of what happened; without htmx the same, one redirect later.

        `level` is one of django.contrib.messages' tags.
        """
        if not request.htmx:
            messages.add_message(request, messages.DEFAULT_LEVELS[level.upper()], said)
            return redirect(self.url_name)
        context |= {"said": said, "undo": undo, "level": level, "region": f"#{self.partial}"}
        return render(request, f"{self.template}#{self.partial}", context)

    def refused(self, request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
        """422, with the reason where the person is looking."""
        template = f"{self.template}#{self.partial}" if request.htmx else self.template
        return render(request, template, context, status=422)
