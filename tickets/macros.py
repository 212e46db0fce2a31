"""What a macro says and does: its variables filled in, its changes as a typed value."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from tickets.models import Ticket

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# {customer.first_name} or, with what to write where nobody knows it, {customer.first_name|there}.
_VARIABLE = re.compile(r"\{([a-z]+\.[a-z_]+)(?:\|([^{}]*))?\}")

VARIABLES: dict[str, StrOrPromise] = {
    "customer.name": gettext_lazy("The customer's name"),
    "customer.first_name": gettext_lazy("The first word of it"),
    "customer.company": gettext_lazy("The customer's company"),
    "ticket.reference": gettext_lazy("The ticket's number, as #1042"),
    "ticket.subject": gettext_lazy("The ticket's subject"),
    "member.name": gettext_lazy("Your name"),
    "member.first_name": gettext_lazy("The first word of it"),
    "team.name": gettext_lazy("The ticket's team"),
    "organisation.name": gettext_lazy("Your organisation"),
}


@dataclass(frozen=True)
class Changes:
    """What a macro changes; None and "" leave as it is. `owner` may be "me"."""

    status: str = ""
    priority: str = ""
    owner: str = ""
    team: int | None = None
    tags: tuple[int, ...] = ()

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        return cls(**{**stored, "tags": tuple(stored.get("tags", ()))})

    def as_json(self) -> dict[str, Any]:
        """Only what is set."""
        return {name: value for name, value in asdict(self).items() if value}


def unknown_variables(body: str) -> list[str]:
    """What stands in braces like a variable and is none."""
    return sorted({name for name, _default in _VARIABLE.findall(body)} - set(VARIABLES))


def fill_in(body: str, *, ticket: Ticket, member: Member) -> str:
    """The body with its variables; one that nobody knows becomes what stands after its |, else nothing."""
    values = _values(ticket, member)
    return _VARIABLE.sub(lambda found: values.get(found[1], "") or (found[2] or ""), body)


def _values(ticket: Ticket, member: Member) -> dict[str, str]:
    customer = ticket.customer
    return {
        "customer.name": customer.name,
        "customer.first_name": customer.name.partition(" ")[0],
        "customer.company": customer.company,
        "ticket.reference": ticket.reference,
        "ticket.subject": ticket.subject,
        "member.name": member.name,
        "member.first_name": member.name.partition(" ")[0],
        "team.name": ticket.team.name if ticket.team else "",
        "organisation.name": ticket.tenant.name,
    }


def words_for_unknown(names: list[str]) -> str:
    known = ", ".join(f"{{{name}}}" for name in VARIABLES)
    wrong = ", ".join(f"{{{name}}}" for name in names)
    return _("%(wrong)s is not known. You can use %(known)s.") % {"wrong": wrong, "known": known}
