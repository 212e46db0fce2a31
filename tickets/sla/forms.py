from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import zone_names
from accounts.models import Tenant
from conversations.models import Channel
from tickets.models import BusinessHours, SlaPolicy, SlaTarget, Ticket
from tickets.sla.calendars import working_week
from tickets.sla.durations import BadDuration, minutes_words, read_minutes
from tickets.sla.hours import NeverOpen, Window
from tickets.sla.public_holidays import countries, regions
from tickets.sla.windows import BadWindows, read_windows, windows_words

CLOSED_DAYS_AT_MOST = 400
LIST_AT_MOST = 20


class MinutesField(forms.CharField):
    """A duration in words; cleaned to minutes, None when empty."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": _("none"), "autocomplete": "off"}
        super().__init__(required=False, max_length=30, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return minutes_words(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_minutes(text) if text else None
        except BadDuration as error:
            raise ValidationError(str(error)) from None


class NamesField(forms.CharField):
    """Names with commas between them; cleaned to a list."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": _("any"), "autocomplete": "off"}
        super().__init__(required=False, max_length=1000, widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        names = list(dict.fromkeys(name.strip() for name in super().clean(value).split(",") if name.strip()))
        if len(names) > LIST_AT_MOST or any(len(name) > 50 for name in names):
            raise ValidationError(_("At most 20 names, each of at most 50 characters."))
        return names


class PolicyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    priorities = forms.MultipleChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        choices=Ticket.Priority.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    channel_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Channel"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    segments = NamesField(label=gettext_lazy("Customer segment"))
    plans = NamesField(label=gettext_lazy("Plan"))
    first_response_minutes = MinutesField(label=gettext_lazy("First response within"))
    next_response_minutes = MinutesField(label=gettext_lazy("Next response within"))
    resolution_minutes = MinutesField(label=gettext_lazy("Resolution within"))
    hours = forms.ModelChoiceField(
        BusinessHours.objects.none(),
        label=gettext_lazy("Business hours"),
        required=False,
        empty_label=gettext_lazy("Around the clock"),
    )
    warn_percent = forms.IntegerField(
        label=gettext_lazy("At risk from"),
        min_value=1,
        max_value=99,
        initial=80,
        help_text=gettext_lazy("Percent of the time that a target has."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant = tenant
        channels = Channel.objects.for_tenant(tenant)
        self.fields["channel_ids"].choices = [(channel.pk, channel.name) for channel in channels]  # type: ignore[attr-defined]
        hours = BusinessHours.objects.for_tenant(tenant).filter(removed_at=None)
        self.fields["hours"].queryset = hours  # type: ignore[attr-defined]

    @classmethod
    def of(cls, policy: SlaPolicy) -> PolicyForm:
        initial = {name: getattr(policy, name) for name in cls.base_fields}
        return cls(initial=initial, tenant=policy.tenant)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = [f"{target}_minutes" for target in SlaTarget.values]
        if not any(cleaned.get(name) or name in self.errors for name in names):
            raise ValidationError(_("Promise something: fill in at least one target."))
        return cleaned

    def policy(self) -> SlaPolicy:
        """The policy as it is filled in, not saved."""
        return SlaPolicy(tenant=self.tenant, **self.cleaned_data)


class HoursForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    timezone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)
    closed_days = forms.CharField(
        label=gettext_lazy("Own days off"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2027-12-24 Christmas Eve"}),
        help_text=gettext_lazy("One a line: the date as year-month-day, then its name."),
    )

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tenant = tenant
        self.fields["timezone"].choices = [(name, name.replace("_", " ")) for name in zone_names()]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("No public holidays")), *countries().items()]  # type: ignore[attr-defined]
        known = regions(str(self["country"].value() or ""))
        self.fields["region"].choices = [("", _("The whole country")), *known.items()]  # type: ignore[attr-defined]
        for day, label in WEEKDAYS.items():
            attrs = {"placeholder": _("closed"), "autocomplete": "off"}
            self.fields[f"day_{day}"] = forms.CharField(
                label=label, required=False, max_length=200, widget=forms.TextInput(attrs=attrs)
            )

    @classmethod
    def of(cls, hours: BusinessHours) -> HoursForm:
        initial: dict[str, Any] = {
            name: getattr(hours, name) for name in ("name", "timezone", "country", "region")
        }
        initial["closed_days"] = "\n".join(f"{day} {name}".strip() for day, name in hours.closed_days.items())
        for day, windows in enumerate(hours.week):
            initial[f"day_{day}"] = windows_words(Window(*window) for window in windows)
        return cls(initial=initial, tenant=hours.tenant)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in range(7)]

    def clean_closed_days(self) -> dict[str, str]:
        lines = [line.strip() for line in self.cleaned_data["closed_days"].splitlines() if line.strip()]
        if len(lines) > CLOSED_DAYS_AT_MOST:
            raise ValidationError(_("At most 400 days off. Take out those that have passed."))
        return dict(sorted(_read_day(line) for line in lines))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        week = [self._windows(day, cleaned) for day in range(7)]
        if self.errors:
            return cleaned
        if not any(week):
            raise ValidationError(_("Nothing is open. Fill in the hours of at least one day."))
        cleaned = {name: cleaned[name] for name in HoursForm.base_fields} | {"week": week}
        _check_it_opens(BusinessHours(tenant=self.tenant, **cleaned))
        return cleaned

    def _windows(self, day: int, cleaned: dict[str, Any]) -> list[list[int]]:
        try:
            return [[window.start, window.end] for window in read_windows(cleaned.get(f"day_{day}", ""))]
        except BadWindows as error:
            self.add_error(f"day_{day}", str(error))
            return []


def _read_day(line: str) -> tuple[str, str]:
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s*[,;:]?\s*(.{0,80})", line)
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if match is None or day is None:
        raise ValidationError(
            _("“%(line)s” is no day. Write one like 2027-12-24 Christmas Eve."), params={"line": line[:60]}
        )
    return day.isoformat(), match[2]


def _check_it_opens(hours: BusinessHours) -> None:
    """The days that are open in the week may all be holidays."""
    now = timezone.now()
    try:
        opens: datetime | None = working_week(hours).after(now, timedelta(minutes=1))
    except NeverOpen:
        opens = None
    if opens is None or opens > now + timedelta(days=365):
        raise ValidationError(_("With these days off nothing is open for a year. Open more days."))
