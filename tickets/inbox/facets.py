"""What the list can be narrowed by: each facet's values and what each value asks of a ticket.

The values of one facet are alternatives; facets add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Member, Team, Tenant
from conversations.models import Channel, Customer
from tickets.models import Category, EscalationReason, Tag, Ticket
from tickets.querysets import messages_before_escalation, sla_condition

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NONE = "none"
ME = "me"
SEGMENTS_AT_MOST = 50
MOST_BEFORE = 8


@dataclass(frozen=True)
class Option:
    value: str
    label: StrOrPromise


@dataclass(frozen=True)
class Facet:
    """`ask` turns one of the values into a condition. `own` reads those that the tenant has itself, only when
    they are needed. `name_any` is there where any text may be asked for, and names it."""

    name: str
    label: StrOrPromise
    ask: Callable[[str, Member], Q]
    fixed: tuple[Option, ...] = ()
    own: Callable[[Tenant], list[Option]] | None = None
    name_any: Callable[[str], StrOrPromise] | None = None


def _options(choices: Iterable[tuple[str, StrOrPromise]]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in choices)


def _field(name: str) -> Callable[[str, Member], Q]:
    return lambda value, member: Q(**{name: value})


def _pointer(name: str) -> Callable[[str, Member], Q]:
    """A foreign key by its number, or nothing there."""
    return lambda value, member: Q(**{f"{name}__isnull": True}) if value == NONE else Q(**{name: int(value)})


def _status(value: str, member: Member) -> Q:
    if value == "snoozed":
        return Q(snoozed_until__isnull=False)
    return Q(status=value, snoozed_until__isnull=True)


def _handled(value: str, member: Member) -> Q:
    by_ai, by_people = {"ai": (1, 0), "both": (1, 1), "people": (0, 1), "nobody": (0, 0)}[value]
    return Q(first_ai_reply_at__isnull=not by_ai, first_member_reply_at__isnull=not by_people)


def _sla(value: str, member: Member) -> Q:
    return sla_condition(value, timezone.now())


def _reason(value: str, member: Member) -> Q:
    return Q(escalated_at__isnull=False) if value == "any" else Q(escalation_reason=value)


def _before(value: str, member: Member) -> Q:
    """How many messages the customer had written by the escalation; the most means that or more."""
    count, number = messages_before_escalation(), int(value)
    many = GreaterThanOrEqual(count, number) if number == MOST_BEFORE else Exact(count, number)
    return Q(escalated_at__isnull=False) & Q(many)


def before_label(number: int) -> StrOrPromise:
    if number == MOST_BEFORE:
        return format_lazy(_("{count} messages or more"), count=number)
    return ngettext_lazy("%(count)d message", "%(count)d messages", number) % {"count": number}


def _merged(value: str, member: Member) -> Q:
    return Q(merged_into__isnull=value == "no")


def _opened_by(value: str, member: Member) -> Q:
    return Q(ai_generated=value == "chat")


def _owner(value: str, member: Member) -> Q:
    return Q(owner=member) if value == ME else _pointer("owner")(value, member)


def _tag(value: str, member: Member) -> Q:
    # Not through a join: a ticket with two of the wanted tags would be listed twice.
    return Q(pk__in=Ticket.tags.through.objects.filter(tag=int(value)).values("ticket"))


def _owners(tenant: Tenant) -> list[Option]:
    people = Member.objects.for_tenant(tenant).who_answer()
    return [Option(str(person.pk), person.name) for person in people]


def _teams(tenant: Tenant) -> list[Option]:
    return [Option(str(team.pk), team.name) for team in Team.objects.for_tenant(tenant)]


def _categories(tenant: Tenant) -> list[Option]:
    return [Option(str(category.pk), category.name) for category in Category.objects.for_tenant(tenant)]


def _tags(tenant: Tenant) -> list[Option]:
    return [Option(str(tag.pk), tag.name) for tag in Tag.objects.for_tenant(tenant)]


def _channels(tenant: Tenant) -> list[Option]:
    channels = Channel.objects.for_tenant(tenant).order_by("name", "pk")
    return [Option(str(channel.pk), channel.name) for channel in channels]


def _segments(tenant: Tenant) -> list[Option]:
    found = Customer.objects.for_tenant(tenant).exclude(segment="").values_list("segment", flat=True)
    return [Option(segment, segment) for segment in found.order_by("segment").distinct()[:SEGMENTS_AT_MOST]]


FACETS = {
    facet.name: facet
    for facet in (
        Facet("status", _("State"), _status, _options([*Ticket.Status.choices, ("snoozed", _("Snoozed"))])),
        Facet("owner", _("Owner"), _owner, _options([(ME, _("Me")), (NONE, _("Nobody"))]), _owners),
        Facet("team", _("Team"), _pointer("team"), _options([(NONE, _("No team"))]), _teams),
        Facet("priority", _("Priority"), _field("priority"), _options(Ticket.Priority.choices)),
        Facet(
            "sla",
            _("SLA"),
            _sla,
            _options(
                [
                    ("on_track", _("On track")),
                    ("at_risk", _("At risk")),
                    ("breached", _("Breached")),
                    ("frozen", _("Frozen")),
                    ("missed", _("Ever missed")),
                ]
            ),
        ),
        Facet("handled", _("Answered by"), _handled, _options(Ticket.HandledBy.choices)),
        Facet(
            "reason",
            _("Escalated because"),
            _reason,
            _options([("any", _("Any reason")), *EscalationReason.choices]),
        ),
        Facet(
            "before",
            _("Customer's messages before the escalation"),
            _before,
            _options([(str(number), before_label(number)) for number in range(MOST_BEFORE + 1)]),
        ),
        Facet(
            "origin",
            _("Opened"),
            _opened_by,
            _options([("chat", _("From a chat, as the AI suggested")), ("message", _("By a message"))]),
        ),
        Facet(
            "merged",
            _("Merged"),
            _merged,
            _options([("no", _("Not merged away")), ("yes", _("Merged away"))]),
        ),
        Facet(
            "category", _("Category"), _pointer("category"), _options([(NONE, _("No category"))]), _categories
        ),
        Facet("tag", _("Tag"), _tag, own=_tags),
        Facet("channel", _("Channel"), _pointer("channel"), own=_channels),
        Facet("segment", _("Customer segment"), _field("customer__segment"), own=_segments),
    )
}


def add_facet(facet: Facet) -> None:
    """For apps above, as they start: a list can then be narrowed by what only they know of its tickets."""
    FACETS[facet.name] = facet
