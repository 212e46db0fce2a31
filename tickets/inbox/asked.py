"""Which list a URL asks for, and narrowed to what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Member
from tickets.inbox.filters import Chip, Filters, Lookup, filters_of, has_conditions, read_filters, read_query
from tickets.inbox.views import FIRST, InboxView, default_view, find_view


@dataclass(frozen=True)
class Asked:
    view: InboxView
    filters: Filters
    lookup: Lookup
    problems: list[str]

    @cached_property
    def is_changed(self) -> bool:
        """Whether the filters are other than those of the list they began with."""
        return self.filters.query != filters_of(self.view.query, self.lookup).query

    @cached_property
    def query(self) -> str:
        """The query string that asks for this again."""
        return self._with(self.filters.query) if self.is_changed else urlencode({"view": self.view.key})

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return pairs_of(QueryDict(self.query))

    @property
    def chips(self) -> list[Chip]:
        """Each condition with the query string without it."""
        return [
            Chip(chip.label, chip.value, self._with(chip.query_without))
            for chip in self.filters.chips(self.lookup)
        ]

    @property
    def query_for_everything(self) -> str:
        """The same words among all tickets."""
        return urlencode({"view": "all", "q": self.filters.words})

    def _with(self, query: str) -> str:
        # No conditions at all would mean the list's own.
        return f"{urlencode({'view': self.view.key})}&{query}" if query else urlencode({"view": "all"})


def pairs_of(query: QueryDict) -> list[tuple[str, str]]:
    """The query's parameters, each with each of its values."""
    return [(name, str(value)) for name, values in query.lists() for value in values]


def read_asked(asked: QueryDict, member: Member) -> Asked:
    """What the URL's query asks for. What makes no sense in it is left out and explained."""
    lookup = Lookup(member)
    key = asked.get("view", "")
    found = find_view(key, member) if key else default_view(member)
    problems = [] if found else [_("That view is not there any more. This is “Open”.")]
    chosen = found or FIRST
    read = read_filters(asked, lookup) if has_conditions(asked) else read_query(chosen.query, lookup)
    return Asked(chosen, read.filters, lookup, problems + read.problems)
