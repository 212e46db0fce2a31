"""What a list is narrowed to, as its URL says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.http import key_in
from accounts.models import Member
from conversations.models import Customer
from conversations.text import readable
from tickets.inbox.facets import FACETS, Facet, Option
from tickets.inbox.order import DEFAULT_ORDER, ORDERS, Order
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS_AT_MOST = 200
VALUES_AT_MOST = 50
FIRST_YEAR, LAST_YEAR = 1970, 2999
# The parameter, the field it bounds, whether it is the end, and what the page calls it.
DAYS: dict[str, tuple[str, bool, StrOrPromise]] = {
    "created_from": ("created_at", False, gettext_lazy("Opened from")),
    "created_to": ("created_at", True, gettext_lazy("Opened until")),
    "active_from": ("latest_activity_at", False, gettext_lazy("Active from")),
    "active_to": ("latest_activity_at", True, gettext_lazy("Active until")),
}
OTHER_PARAMETERS = {*DAYS, "customer", "q", "order"}


class Lookup:
    """The facets' values in one member's tenant; what the tenant has itself is read at most once."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self._own: dict[str, list[Option]] = {}

    def options(self, facet: Facet) -> list[Option]:
        return [*facet.fixed, *self._own_options(facet)]

    def find(self, facet: Facet, value: str) -> Option | None:
        fixed = next((option for option in facet.fixed if option.value == value), None)
        if fixed is None and facet.name_any is not None and value == readable(value)[:WORDS_AT_MOST]:
            return Option(value, facet.name_any(value))
        return fixed or next((option for option in self._own_options(facet) if option.value == value), None)

    def _own_options(self, facet: Facet) -> list[Option]:
        if facet.own is None:
            return []
        if facet.name not in self._own:
            self._own[facet.name] = facet.own(self.member.tenant)
        return self._own[facet.name]


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the query without it."""

    label: StrOrPromise
    value: StrOrPromise
    query_without: str


@dataclass(frozen=True)
class Filters:
    """The conditions of a list. Empty: every ticket."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    customer: int | None = None
    words: str = ""
    order: str = ""

    @cached_property
    def query(self) -> str:
        """The canonical query string: equal filters have the same."""
        pairs = [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        pairs += [(name, self.days[name].isoformat()) for name in DAYS if name in self.days]
        pairs += [("customer", str(self.customer))] if self.customer else []
        pairs += [("q", self.words)] if self.words else []
        pairs += [("order", self.order)] if self.order else []
        return urlencode(pairs)

    @property
    def usual_order(self) -> Order:
        """Where none is asked for: of tickets opened in certain days the newest first, which is also how an
        index finds them without walking through all that were active since."""
        return ORDERS["newest"] if self.days.keys() & {"created_from", "created_to"} else DEFAULT_ORDER

    @property
    def asked_order(self) -> Order:
        return ORDERS.get(self.order, self.usual_order)

    def narrow(self, rows: TicketQuerySet[Ticket], member: Member) -> TicketQuerySet[Ticket]:
        """All conditions but the words, which tickets.inbox.search looks for."""
        for name, values in self.chosen.items():
            asked = Q()
            for value in values:
                asked |= FACETS[name].ask(value, member)
            rows = rows.filter(asked)
        for name, day in self.days.items():
            rows = rows.filter(_bound(name, day, member))
        return rows.filter(customer=self.customer) if self.customer else rows

    def without(self, name: str, value: str) -> Filters:
        left = tuple(other for other in self.chosen[name] if other != value)
        chosen = {**self.chosen, name: left}
        return replace(self, chosen={key: values for key, values in chosen.items() if values})

    def chips(self, lookup: Lookup) -> Iterator[Chip]:
        for name, values in self.chosen.items():
            for value in values:
                option = lookup.find(FACETS[name], value)
                label = option.label if option else value
                yield Chip(FACETS[name].label, label, self.without(name, value).query)
        for name, day in self.days.items():
            left = {key: other for key, other in self.days.items() if key != name}
            yield Chip(DAYS[name][2], day.isoformat(), replace(self, days=left).query)
        if self.customer:
            found = Customer.objects.for_tenant(lookup.member.tenant).filter(pk=self.customer).first()
            name = found.display_name if found else _("unknown")
            yield Chip(_("Customer"), name, replace(self, customer=None).query)


def has_conditions(asked: QueryDict) -> bool:
    """Whether a URL says anything of what the list is narrowed to."""
    return any(name in FACETS or name in OTHER_PARAMETERS for name in asked)


@dataclass(frozen=True)
class Read:
    """The filters of a URL, and in words what of it was left out."""

    filters: Filters
    problems: list[str]


def read_filters(asked: QueryDict, lookup: Lookup) -> Read:
    """Take from a URL what makes sense; the rest is explained, never an error."""
    problems: list[str] = []
    chosen = {name: _values(name, asked, lookup, problems) for name in FACETS if name in asked}
    return Read(
        Filters(
            chosen={name: values for name, values in chosen.items() if values},
            days=_days(asked, problems),
            customer=_customer(asked.get("customer", ""), problems),
            words=readable(asked.get("q", ""))[:WORDS_AT_MOST],
            order=_order(asked.get("order", ""), problems),
        ),
        problems,
    )


def filters_of(query: str, lookup: Lookup) -> Filters:
    """The filters of a stored query; what no longer exists is left out."""
    return read_query(query, lookup).filters


def read_query(query: str, lookup: Lookup) -> Read:
    """The filters of a stored query, and what of it no longer exists."""
    return read_filters(QueryDict(query), lookup)


def _values(name: str, asked: QueryDict, lookup: Lookup, problems: list[str]) -> tuple[str, ...]:
    facet = FACETS[name]
    given = list(dict.fromkeys(value for value in asked.getlist(name) if value))[:VALUES_AT_MOST]
    known = tuple(value for value in given if lookup.find(facet, value))
    problems += [_left_out(str(facet.label), value) for value in given if value not in known]
    return known


def _days(asked: QueryDict, problems: list[str]) -> dict[str, date]:
    days = {}
    for name, (_field, _is_end, label) in DAYS.items():
        given = asked.get(name, "")
        try:
            day = parse_date(given) if given else None
        except ValueError:
            day = None
        if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
            days[name] = day
        elif given:
            problems.append(_left_out(str(label), given))
    problems += [
        _("“%(first)s” is after “%(last)s”, so no ticket can be in this list.")
        % {"first": DAYS[first][2], "last": DAYS[last][2]}
        for first, last in (("created_from", "created_to"), ("active_from", "active_to"))
        if first in days and last in days and days[first] > days[last]
    ]
    return days


def _customer(given: str, problems: list[str]) -> int | None:
    if key := key_in(given):
        return key
    if given:
        problems.append(_left_out(_("Customer"), given))
    return None


def _order(given: str, problems: list[str]) -> str:
    if given and given not in ORDERS:
        problems.append(_left_out(_("Order"), given))
    return given if given in ORDERS else ""


def _left_out(label: str, value: str) -> str:
    return _("%(label)s “%(value)s” is not known here and was left out.") % {
        "label": label,
        "value": value[:60],
    }


def _bound(name: str, day: date, member: Member) -> Q:
    """A day begins and ends where the member lives."""
    column, is_end, _label = DAYS[name]
    start = datetime.combine(day + timedelta(days=1) if is_end else day, time.min, tzinfo=member.zone)
    return Q(**{f"{column}__lt" if is_end else f"{column}__gte": start})
